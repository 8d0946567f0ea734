import type { Catalogue } from '../language.ts'

export const job: Catalogue['job'] = {
  title: 'Job',
}
