import type { Catalogue } from '../language.ts'

export const settings: Catalogue['settings'] = {
  title: 'Settings',
}
