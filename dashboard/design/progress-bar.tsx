import { ProgressBar as AriaProgressBar } from 'react-aria-components/ProgressBar'
import { useFormats } from '../formats/formats.ts'
import styles from './progress-bar.module.css'
import type { Tone } from './tone.ts'

export interface ProgressBarProps {
  /** What makes progress; read out, not shown. */
  label: string
  /** 0 to 1; null while the total is unknown. */
  progress: number | null
  tone?: Tone
  /** Whether an unknown total moves; a job that rests does not. */
  moves?: boolean
  size?: 'thin' | 'thick'
}

/** A bar that claims no more than is known: it has no length while the total is unknown. */
export function ProgressBar({
  label,
  progress,
  tone = 'running',
  moves = true,
  size = 'thin',
}: ProgressBarProps) {
  const formats = useFormats()
  const known = progress !== null
  return (
    <AriaProgressBar
      aria-label={label}
      value={known ? progress * 100 : 0}
      isIndeterminate={!known}
      valueLabel={known ? formats.percent(progress) : undefined}
      className={[styles.track, styles[tone], styles[size]].join(' ')}
    >
      <div
        className={known ? styles.fill : moves ? styles.unknown : styles.resting}
        style={known ? { transform: `scaleX(${Math.min(1, Math.max(0, progress))})` } : undefined}
      />
    </AriaProgressBar>
  )
}
