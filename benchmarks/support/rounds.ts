/** One contestant: does its work once and answers a figure, for instance rows a second. */
export type Contestant = () => Promise<number>

export interface Figures {
  /** One figure a round. */
  [contestant: string]: number[]
}

/**
 * Lets every contestant run once a round. The order moves on with each round and is turned round in every other one,
 * so that on a noisy machine nobody always comes after the same neighbour. The first, unmeasured round warms up, unless
 * `isWarm`.
 */
export async function race(
  rounds: number,
  contestants: Readonly<Record<string, Contestant>>,
  isWarm = false,
): Promise<Figures> {
  const names = Object.keys(contestants)
  const figures: Figures = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = isWarm ? 1 : 0; round <= rounds; round++) {
    const shift = Math.floor(round / 2) % names.length
    const order = [...names.slice(shift), ...names.slice(0, shift)]
    if (round % 2 === 1) order.reverse()
    for (const name of order) {
      const figure = await contestants[name]!()
      if (round > 0) figures[name]!.push(figure)
    }
  }
  return figures
}

/** The figure of each round beside another contestant's of the same round. */
export function ratios(figures: Figures, name: string, base: string): number[] {
  return figures[name]!.map((figure, round) => figure / figures[base]![round]!)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The smallest value that this share of the values does not exceed; between two values, the mean for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  if (share === 0.5 && sorted.length % 2 === 0) {
    return (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2
  }
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/** `0.62 (0.58–0.66)`: the median, and the least and the most. */
export function spread(values: readonly number[], show: (value: number) => string = short): string {
  return `${show(median(values))} (${show(Math.min(...values))}–${show(Math.max(...values))})`
}

/** Three digits that matter: 41,500 · 62.1 · 0.58. */
export function short(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 })
}

/** A target of the project and whether the figure reached it. */
export function verdict(what: string, value: number, comparison: '≥' | '<' | '≤', target: number): void {
  const reached = comparison === '≥' ? value >= target : comparison === '<' ? value < target : value <= target
  print(`${reached ? 'reached' : 'MISSED '}  ${what}: ${short(value)} (target ${comparison} ${target})`)
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
  print(line(head))
  print(widths.map((width) => '─'.repeat(width)).join('  '))
  for (const row of rows) print(line(row))
}

export function print(text = ''): void {
  process.stdout.write(`${text}\n`)
}
