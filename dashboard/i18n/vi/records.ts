import type { Catalogue } from '../language.ts'

export const records: Catalogue['records'] = {
  title: 'Records',
}
