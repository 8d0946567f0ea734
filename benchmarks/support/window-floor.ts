/**
 * When the last of so many requests could be sent at the earliest, when at most `limit` may go out in any window, after those
 * that were sent before (ms, ascending).
 */
export function earliestEnd(
  before: readonly number[],
  from: number,
  requests: number,
  { limit, windowMs }: { limit: number; windowMs: number },
): number {
  const sent = [...before]
  for (let request = 0; request < requests; request++) {
    const windowBack = sent[sent.length - limit]
    sent.push(Math.max(from, sent.at(-1) ?? 0, windowBack === undefined ? 0 : windowBack + windowMs))
  }
  return requests === 0 ? from : sent.at(-1)!
}
