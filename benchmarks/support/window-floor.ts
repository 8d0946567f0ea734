/**
 * When the last of so many requests could be sent at the earliest, when at most `limit` may go out in any window, after those
 * that were sent before (ms, ascending). `at`: when each could be.
 */
export function earliestEnd(
  before: readonly number[],
  from: number,
  requests: number,
  { limit, windowMs }: { limit: number; windowMs: number },
): { at: number[]; ends: number } {
  const sent = [...before]
  for (let request = 0; request < requests; request++) {
    const windowBack = sent[sent.length - limit]
    sent.push(Math.max(from, sent.at(-1) ?? 0, windowBack === undefined ? 0 : windowBack + windowMs))
  }
  const at = sent.slice(before.length)
  return { at, ends: at.at(-1) ?? from }
}
