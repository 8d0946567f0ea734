import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tone } from '../../design/tone.ts'
import { useFormats } from '../../formats/formats.ts'
import { lazyPart } from '../../shell/lazy-part.ts'
import { dayNames } from './day-names.ts'
import styles from './history.module.css'

const Plot = lazyPart(() => import('./plot.tsx'))

export interface Series {
  label: string
  tone: Tone
  values: readonly (number | null)[]
}

export interface DayChartProps {
  title: string
  /** All of it in words, for who does not see it. */
  summary: string
  days: readonly string[]
  series: readonly Series[]
  kind: 'bars' | 'line'
}

/** A chart of days. Its legend tells the numbers of the day that is pointed at, else those of today. */
export function DayChart({ title, summary, days, series, kind }: DayChartProps) {
  const { i18n } = useTranslation()
  const formats = useFormats()
  const [pointed, setPointed] = useState<number | null>(null)
  const at = pointed ?? days.length - 1
  const day = days[at]
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <h3>{title}</h3>
        <p className="visually-hidden">{summary}</p>
        <p className={styles.legend} aria-hidden="true">
          <span className={styles.day}>{day && dayNames(i18n.language)(day)}</span>
          {series.map(({ label, tone, values }) => {
            const value = values[at] ?? null
            return (
              <span key={label} className={styles.key}>
                <span className={[styles.swatch, styles[tone]].join(' ')} />
                {label} <b>{value === null ? '–' : formats.speed(value)}</b>
              </span>
            )
          })}
        </p>
      </figcaption>
      <Suspense fallback={<div className={styles.plot} />}>
        <Plot days={days} series={series} kind={kind} onPoint={setPointed} />
      </Suspense>
    </figure>
  )
}
