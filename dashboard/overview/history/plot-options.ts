import UPlot from 'uplot'
import type { Series } from './day-chart.tsx'

interface PlotLook {
  /** Where it is drawn; the colours are those that the page gives it. */
  element: HTMLElement
  series: readonly Series[]
  kind: 'bars' | 'line'
  language: string
  number: (value: number) => string
  onPoint: (day: number | null) => void
}

const DAY_S = 86_400

/** How a chart of days looks; its days are UTC midnights, so that no zone moves them. */
export function plotOptions({
  element,
  series,
  kind,
  language,
  number,
  onPoint,
}: PlotLook): Omit<UPlot.Options, 'width' | 'height'> {
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'numeric', timeZone: 'UTC' })
  const color = (token: string) => colorOf(element, token)
  const axis = {
    stroke: () => color('--ink-soft'),
    font: `12px ${getComputedStyle(element).fontFamily}`,
    ticks: { show: false },
  }
  const bars = UPlot.paths.bars!({ size: [0.7, 28], radius: 0.12, gap: 0 })
  const line = UPlot.paths.linear!()
  return {
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { drag: { x: false, y: false }, y: false, points: { show: kind === 'line' } },
    scales: {
      x: { time: false, range: (_plot, min, max) => [min - DAY_S * 0.6, max + DAY_S * 0.6] },
      y: { range: (_plot, _min, max) => [0, niceMax(max)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        values: (_plot, seconds) => seconds.map((at) => day.format(at * 1000)),
        incrs: [1, 2, 5, 7, 10].map((days) => days * DAY_S),
        space: 48,
        size: 30,
      },
      {
        ...axis,
        grid: { stroke: () => color('--line'), width: 1 },
        values: (_plot, values) => values.map(number),
        incrs: kind === 'bars' ? WHOLE : undefined,
        size: 40,
      },
    ],
    series: [
      {},
      ...series.toReversed().map(({ tone }) => ({
        paths: kind === 'bars' ? bars : line,
        stroke: kind === 'bars' ? undefined : () => color(`--${tone}`),
        fill: kind === 'bars' ? () => color(`--${tone}`) : undefined,
        width: kind === 'bars' ? 0 : 2,
        points: { show: kind === 'line', size: 5, fill: () => color(`--${tone}`) },
        spanGaps: true,
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  }
}

/** Each on top of those before it, the highest first: it is drawn behind the others. */
export function stacked(series: readonly Series[]): number[][] {
  const heights: number[][] = []
  for (const { values } of series)
    heights.push(values.map((value, day) => (value ?? 0) + (heights.at(-1)?.[day] ?? 0)))
  return heights.toReversed()
}

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]

const niceMax = (max: number | null) => (max ? max * 1.08 : 1)

/** A token as a canvas takes it: resolved for the scheme that the page shows. */
function colorOf(element: HTMLElement, token: string): string {
  element.style.setProperty('outline-color', `var(${token})`)
  const { outlineColor } = getComputedStyle(element)
  element.style.removeProperty('outline-color')
  return outlineColor
}
