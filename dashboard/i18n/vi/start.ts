import type { Catalogue } from '../language.ts'

export const start: Catalogue['start'] = {
  title: 'Start',
}
