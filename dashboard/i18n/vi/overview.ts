import type { Catalogue } from '../language.ts'

export const overview: Catalogue['overview'] = {
  title: 'Overview',
}
