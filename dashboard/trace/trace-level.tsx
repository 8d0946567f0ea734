import { Ban, Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Tag } from '../design/tag.tsx'
import type { Tone } from '../design/tone.ts'
import { useFormats } from '../formats/formats.ts'
import styles from './trace-level.module.css'
import { isFed, roundingOf, verdictOn, type Trace, type TracedLevel, type Verdict } from './verdict.ts'

const TONES: Record<Verdict, Tone> = { agrees: 'good', differs: 'attention', alone: 'still' }
const UNTOLD = '–'

/** How one location comes to its number, from left to right. */
export function TraceLevel({ level, policy }: { level: TracedLevel; policy: Trace['mapping']['policy'] }) {
  const { t } = useTranslation('trace')
  const formats = useFormats()
  const verdict = verdictOn(level)
  const rounding = roundingOf(level, policy)
  const pieces = (value: number | null) => (value === null ? UNTOLD : formats.number(value))
  return (
    <section className={styles.level}>
      <header className={styles.header}>
        <h3>{level.locationName}</h3>
        <Tag tone={TONES[verdict]}>{t(`verdict.${verdict}`)}</Tag>
        {verdict !== 'agrees' && <p className={styles.message}>{level.message}</p>}
      </header>
      <ol className={styles.story}>
        <Step
          label={t('steps.nhanh')}
          figure={level.nhanhAvailable === null ? UNTOLD : formats.decimal(level.nhanhAvailable)}
          isWide
        >
          <Depots level={level} />
        </Step>
        {isFed(level) && (
          <>
            <Step
              sign="−"
              saidSign={t('signs.minus')}
              label={t('steps.reserve')}
              figure={pieces(level.reserve)}
            />
            <Step
              sign="−"
              saidSign={t('signs.minus')}
              label={t('steps.pending')}
              figure={pieces(level.pendingSales)}
            />
            <Step
              sign="="
              saidSign={t('signs.gives')}
              label={t('steps.target')}
              figure={pieces(level.target)}
              isStrong
            >
              {rounding && <span className={styles.soft}>{t(`rounding.${rounding}`)}</span>}
            </Step>
          </>
        )}
        <Step
          sign={verdict === 'agrees' ? '✓' : verdict === 'differs' ? '≠' : ' '}
          label={t('steps.shopify')}
          figure={pieces(level.shopifyAvailable)}
          tone={verdict}
          isStrong
        />
      </ol>
      {level.lastWritten !== null && level.lastWrittenAt !== null && (
        <p className={styles.soft}>
          {t('lastWritten', {
            number: formats.number(level.lastWritten),
            at: formats.moment(level.lastWrittenAt),
          })}
          {level.lastWrittenBy && (
            <>
              {' '}
              <Link href={`/jobs/${level.lastWrittenBy.id}`}>
                {t('byJob', { id: level.lastWrittenBy.id })}
              </Link>
            </>
          )}
        </p>
      )}
    </section>
  )
}

interface StepProps {
  sign?: string
  /** The sign, as it is read out. */
  saidSign?: string
  label: string
  figure: string
  tone?: Verdict
  isStrong?: boolean
  isWide?: boolean
  children?: ReactNode
}

function Step({ sign, saidSign, label, figure, tone, isStrong, isWide, children }: StepProps) {
  return (
    <li className={[styles.step, isWide ? styles.wide : '', tone ? styles[tone] : ''].join(' ')}>
      {sign !== undefined && (
        <span aria-hidden="true" className={styles.sign}>
          {sign}
        </span>
      )}
      <div className={styles.body}>
        {saidSign && <span className="visually-hidden">{saidSign} </span>}
        <span className={styles.label}>{label}</span>
        <span className={isStrong ? styles.strong : styles.figure}>{figure}</span>
        {children && <div className={styles.more}>{children}</div>}
      </div>
    </li>
  )
}

/** What each depot has, and whether it counts. */
function Depots({ level: { depots } }: { level: TracedLevel }) {
  const { t } = useTranslation('trace')
  const formats = useFormats()
  return (
    <ul className={styles.depots}>
      {depots.map(({ depotId, name, available, counts, reason }) => (
        <li key={depotId} className={counts ? styles.depot : styles.left}>
          {counts ? <Check aria-hidden="true" /> : <Ban aria-hidden="true" />}
          <span>
            {name}
            <span className="visually-hidden">{counts ? t('counts') : t('countsNot')}</span>
            {reason && <span className={styles.reason}>{reason}</span>}
          </span>
          <span className={styles.pieces}>{available === null ? UNTOLD : formats.decimal(available)}</span>
        </li>
      ))}
    </ul>
  )
}
