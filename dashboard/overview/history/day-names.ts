/** A calendar day, `2026-11-22`, as the reader writes it. */
export function dayNames(language: string): (day: string) => string {
  const format = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: '2-digit',
    month: '2-digit',
    timeZone: 'UTC',
  })
  return (day) => format.format(new Date(day))
}
