import { Link2 } from 'lucide-react'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from '../design/button.tsx'
import styles from './candidate-side.module.css'
import type { Candidate, CandidatesOfSide } from './candidates.ts'
import { RecordFields } from './record-fields.tsx'
import type { ShownRecord, Side } from './records.ts'

export interface CandidateSideProps {
  side: Side
  candidates: CandidatesOfSide
  /** The key of the first; null where there is nothing to choose. */
  firstNumber: number | null
  chosen: string | null
  /** What they are compared with. */
  others: readonly ShownRecord[]
  isDecided: boolean
  onChoose: (record: ShownRecord) => void
  onPage: (direction: 'next' | 'previous') => void
}

/** The records of one platform that carry the key, one of which can be chosen. */
export function CandidateSide(props: CandidateSideProps) {
  const { side, candidates, firstNumber, chosen, others, isDecided, onChoose, onPage } = props
  const { t } = useTranslation('matches')
  const { t: tCommon } = useTranslation()
  const { shown, total, from } = candidates
  const title = t('candidates', { platform: tCommon(`platform.${side}`), count: total })
  return (
    <section className={styles.side}>
      <h3 className={styles.title}>{title}</h3>
      <RadioGroup
        aria-label={title}
        className={styles.group}
        value={chosen}
        isReadOnly={isDecided}
        onChange={(id) => onChoose(shown.find(({ record }) => record.id === id)!.record)}
      >
        {shown.map((candidate, index) => (
          <CandidateCard
            key={candidate.record.id}
            candidate={candidate}
            number={firstNumber === null ? null : firstNumber + index}
            others={others}
          />
        ))}
      </RadioGroup>
      {(from > 0 || candidates.hasMore) && (
        <div className={styles.pages}>
          <span>{t('range', { from: from + 1, to: from + shown.length, total })}</span>
          <Button size="small" isDisabled={from === 0} onPress={() => onPage('previous')}>
            {tCommon('previousPage')}
          </Button>
          <Button size="small" isDisabled={!candidates.hasMore} onPress={() => onPage('next')}>
            {tCommon('nextPage')}
          </Button>
        </div>
      )}
    </section>
  )
}

function CandidateCard({
  candidate: { record, matchedOn, linked },
  number,
  others,
}: {
  candidate: Candidate
  number: number | null
  others: readonly ShownRecord[]
}) {
  const { t } = useTranslation('matches')
  return (
    <div className={styles.card}>
      <Radio value={record.id} className={styles.radio}>
        <span className={styles.dot} aria-hidden="true" />
        {number !== null && <kbd className={styles.number}>{number}</kbd>}
        <RecordFields record={record} others={others} />
      </Radio>
      <p className={styles.note}>
        {t(`matchedOn.${matchedOn}`, { defaultValue: matchedOn })}
        {record.deletedAt && <> · {t('deletedAtSource')}</>}
      </p>
      {linked.map((link) => (
        <p key={link.mappingId} className={styles.linked}>
          <Link2 aria-hidden="true" />
          <span>
            {t(link.isDeleted ? 'linkedWithDeleted' : 'linkedWith', { title: link.title })}{' '}
            <Link href={link.href}>{t('showMapping')}</Link>
          </span>
        </p>
      ))}
    </div>
  )
}
