import type { Catalogue } from '../language.ts'

export const jobs: Catalogue['jobs'] = {
  title: 'Jobs',
}
