/** A moment as a field for it holds it: in the reader's zone, to the minute; empty for what is no moment. */
export function localMoment(iso: string | null): string {
  const moment = new Date(iso ?? Number.NaN)
  if (Number.isNaN(moment.getTime())) return ''
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

/** What such a field holds, as the API takes it; null while it is empty. */
export function isoMoment(local: string): string | null {
  return local === '' ? null : new Date(local).toISOString()
}
