import type { Catalogue } from '../language.ts'

export const matches: Catalogue['matches'] = {
  title: 'Matches',
}
