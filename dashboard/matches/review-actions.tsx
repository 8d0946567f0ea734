import { ChevronDown, ChevronUp, Link2, Undo2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { useFormats } from '../formats/formats.ts'
import type { MatchDecision } from '../graphql/types.ts'
import styles from './review-detail.module.css'

export interface ReviewActionsProps {
  review: { decision: MatchDecision | null; decidedAt: string | null; decidedBy: string | null }
  /** Linking was asked for before one of each side was chosen. */
  isIncomplete: boolean
  onLink: () => void
  onIgnore: () => void
  onUndo: () => void
  /** Undefined where there is none. */
  onNext: (() => void) | undefined
  onPrevious: (() => void) | undefined
}

/** What can be done with a review; stays in sight however long the candidates are. */
export function ReviewActions(props: ReviewActionsProps) {
  const { review, isIncomplete, onLink, onIgnore, onUndo, onNext, onPrevious } = props
  const { t } = useTranslation('matches')
  const formats = useFormats()
  const { decision, decidedAt, decidedBy } = review
  return (
    <footer className={styles.actions}>
      {decision === null ? (
        <>
          <Button look="primary" onPress={onLink}>
            <Link2 />
            {t('link')}
          </Button>
          <Button onPress={onIgnore}>
            <X />
            {t('ignore')}
          </Button>
        </>
      ) : (
        <>
          <span className={styles.decided}>
            {t(`decided.${decision}_${decidedBy ? 'by' : 'at'}`, {
              moment: decidedAt ? formats.moment(decidedAt) : '',
              by: decidedBy,
            })}
          </span>
          <Button onPress={onUndo}>
            <Undo2 />
            {t('undoDecision')}
          </Button>
        </>
      )}
      <span role="status" className={styles.hint}>
        {isIncomplete && t('chooseBoth')}
      </span>
      <Button
        look="quiet"
        size="small"
        aria-label={t('previous')}
        isDisabled={!onPrevious}
        onPress={onPrevious}
      >
        <ChevronUp />
      </Button>
      <Button look="quiet" size="small" aria-label={t('next')} isDisabled={!onNext} onPress={onNext}>
        <ChevronDown />
      </Button>
    </footer>
  )
}
