import type { Catalogue } from '../language.ts'

export const trace: Catalogue['trace'] = {
  title: 'Trace',
}
