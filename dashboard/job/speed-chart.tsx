import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useFormats } from '../formats/formats.ts'
import type { SpeedPoint } from './use-course.ts'

/** The line itself; what it says in words stands beside it. Loaded when there is a line to draw. */
export default function SpeedChart({ points }: { points: readonly SpeedPoint[] }) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<UPlot>(null)
  const formats = useFormats()

  useEffect(() => {
    const element = place.current!
    const parent = element.parentElement!
    const colour = (name: 'color' | 'borderTopColor' | 'outlineColor') => () => getComputedStyle(parent)[name]
    const size = () => ({ width: parent.clientWidth, height: parent.clientHeight })
    const axis: UPlot.Axis = {
      stroke: colour('outlineColor'),
      font: `12px ${getComputedStyle(parent).fontFamily}`,
      grid: { stroke: colour('borderTopColor'), width: 1 },
      ticks: { show: false },
    }
    const made = new UPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 8, 0, 0],
        scales: { y: { range: (_chart, _low, high) => [0, Math.max(high, 1) * 1.1] } },
        axes: [
          {
            ...axis,
            space: 90,
            size: 30,
            values: (_chart, values) => values.map((at) => formats.time(new Date(at * 1000).toISOString())),
          },
          { ...axis, size: 56, values: (_chart, values) => values.map((value) => formats.number(value)) },
        ],
        series: [{}, { stroke: colour('color'), width: 2, points: { show: false } }],
      },
      [[], []],
      element,
    )
    chart.current = made
    const resized = new ResizeObserver(() => made.setSize(size()))
    resized.observe(parent)
    const redraw = () => made.redraw(false, true)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', redraw)
    const theme = new MutationObserver(redraw)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      resized.disconnect()
      scheme.removeEventListener('change', redraw)
      theme.disconnect()
      made.destroy()
    }
  }, [formats])

  useEffect(() => {
    chart.current?.setData([points.map(({ at }) => at), points.map(({ speed }) => speed)])
  }, [points, formats])

  return <div ref={place} />
}
