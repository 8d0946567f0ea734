import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Numbers and moments as the reader's language and zone write them. */
export interface Formats {
  number: (value: number) => string
  /** A decimal that the API hands out as text, with no digit lost. */
  decimal: (value: string) => string
  /** 0.345 → 34%. Never 100% before all is done. */
  percent: (share: number) => string
  /** Items a second. */
  speed: (value: number) => string
  /** 83,000 → 1 min 23 s. */
  duration: (ms: number) => string
  /** Seconds left: 40 to 90 s. */
  range: (range: { low: number; high: number }) => string
  /** Day and minute, in the reader's zone. */
  moment: (iso: string) => string
  time: (iso: string) => string
  /** 3 minutes ago. */
  ago: (iso: string, now: number) => string
  /** ₫ 1.250.000 */
  money: (value: string) => string
}

export function useFormats(): Formats {
  const { i18n } = useTranslation()
  return useMemo(() => formatsOf(i18n.language), [i18n.language])
}

function formatsOf(language: string): Formats {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3 })
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const money = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'VND',
    maximumFractionDigits: 0,
  })
  const unit = (name: string) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'narrow',
      maximumFractionDigits: 0,
    })
  const units = { day: unit('day'), hour: unit('hour'), minute: unit('minute'), second: unit('second') }
  const moment = new Intl.DateTimeFormat(language, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const time = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })

  const duration = (ms: number): string => {
    const seconds = Math.round(ms / 1000)
    if (seconds < 1) return `<${units.second.format(1)}`
    const parts = [
      [Math.floor(seconds / 86_400), units.day],
      [Math.floor(seconds / 3600) % 24, units.hour],
      [Math.floor(seconds / 60) % 60, units.minute],
      [seconds % 60, units.second],
    ] as const
    const first = parts.findIndex(([count]) => count > 0)
    return parts
      .slice(first, first + 2)
      .filter(([count]) => count > 0)
      .map(([count, written]) => written.format(count))
      .join(' ')
  }

  return {
    number: (value) => number.format(value),
    decimal: (value) => number.format(value as `${number}`),
    percent: (value) => share.format(value < 1 ? Math.min(value, 0.99) : value),
    speed: (value) =>
      (value >= 10 ? whole : number).format(value >= 10 ? value : Number(value.toPrecision(2))),
    duration,
    range: ({ low, high }) => {
      const [from, to] = [duration(low * 1000), duration(high * 1000)]
      return from === to ? from : `${from} – ${to}`
    },
    moment: (iso) => moment.format(new Date(iso)),
    time: (iso) => time.format(new Date(iso)),
    ago: (iso, now) => {
      const seconds = Math.round((new Date(iso).getTime() - now) / 1000)
      const size = Math.abs(seconds)
      if (size < 45) return ago.format(0, 'second')
      if (size < 2700) return ago.format(Math.round(seconds / 60), 'minute')
      if (size < 79_200) return ago.format(Math.round(seconds / 3600), 'hour')
      return ago.format(Math.round(seconds / 86_400), 'day')
    },
    money: (value) => money.format(value as `${number}`),
  }
}
