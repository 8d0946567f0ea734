/** How far back the figures go; kept in the address. */
export const WINDOWS = ['day', 'week', 'month'] as const
export type WindowName = (typeof WINDOWS)[number]

const DAYS: Record<WindowName, number> = { day: 1, week: 7, month: 30 }
const MINUTE_MS = 60_000

export function windowOf(text: string | undefined): WindowName {
  return WINDOWS.find((name) => name === text) ?? 'week'
}

const opened = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS

/** The beginning of the window, as of when the page was opened: what ends meanwhile is in it too. */
export function sinceOf(name: WindowName): string {
  return new Date(opened - DAYS[name] * 86_400_000).toISOString()
}
