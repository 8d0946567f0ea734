import {
  Boxes,
  GitCompareArrows,
  LayoutDashboard,
  Link2,
  ListChecks,
  type LucideIcon,
  Search,
  Settings,
  Warehouse,
} from 'lucide-react'

/** Where one can go, in the order of a day's work. */
export const PLACES = [
  { href: '/', name: 'overview', icon: LayoutDashboard },
  { href: '/jobs', name: 'jobs', icon: ListChecks },
  { href: '/matches', name: 'matches', icon: GitCompareArrows },
  { href: '/mappings', name: 'mappings', icon: Link2 },
  { href: '/records', name: 'records', icon: Boxes },
  { href: '/trace', name: 'trace', icon: Search },
  { href: '/places', name: 'places', icon: Warehouse },
  { href: '/settings', name: 'settings', icon: Settings },
] as const satisfies { href: string; name: string; icon: LucideIcon }[]

/** How many of them a phone has room for; the others stand behind "more". */
export const ON_A_PHONE = 3
