import type { Catalogue } from '../language.ts'

export const places: Catalogue['places'] = {
  title: 'Places',
}
