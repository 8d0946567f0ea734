import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useFormats } from '../../formats/formats.ts'
import { useTheme } from '../../shell/theme.ts'
import type { DayChartProps } from './day-chart.tsx'
import styles from './history.module.css'
import { plotOptions, stacked } from './plot-options.ts'

const HEIGHT = 180

interface PlotProps extends Pick<DayChartProps, 'days' | 'series' | 'kind'> {
  /** The day that is pointed at, by its place; null when none is. */
  onPoint: (day: number | null) => void
}

/** The drawing itself; it follows its place's width and the colours of the page. */
export default function Plot({ days, series, kind, onPoint }: PlotProps) {
  const { i18n } = useTranslation()
  const formats = useFormats()
  const [theme] = useTheme()
  const place = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const element = place.current!
    const options = plotOptions({
      element,
      series,
      kind,
      language: i18n.language,
      number: (value) => formats.speed(value),
      onPoint,
    })
    const seconds = days.map((day) => Date.parse(day) / 1000)
    const values = kind === 'bars' ? stacked(series) : series.map((one) => [...one.values])
    const plot = new UPlot(
      { ...options, width: element.clientWidth, height: HEIGHT },
      [seconds, ...values],
      element,
    )
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }))
    resize.observe(element)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const redraw = () => plot.redraw()
    scheme.addEventListener('change', redraw)
    return () => {
      scheme.removeEventListener('change', redraw)
      resize.disconnect()
      plot.destroy()
    }
  }, [days, series, kind, i18n.language, formats, theme, onPoint])

  return <div ref={place} className={styles.plot} aria-hidden="true" />
}
