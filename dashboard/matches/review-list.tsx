import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { MatchReviewsQuery } from '../graphql/types.ts'
import { titleOf } from './records.ts'
import styles from './review-list.module.css'

export type ListedReview = MatchReviewsQuery['matchReviews']['nodes'][number]

/** The reviews of a page; each leads to itself. */
export function ReviewList({
  reviews,
  current,
  addressOf,
  onChoose,
}: {
  reviews: readonly ListedReview[]
  current: string | undefined
  addressOf: (id: string) => string
  onChoose: () => void
}) {
  const { t } = useTranslation('matches')
  return (
    <ul>
      {reviews.map(({ id, key, reason, nhanhCount, shopifyCount, decision, nhanhCandidates }) => {
        const first = nhanhCandidates.nodes[0]
        return (
          <li key={id} className={styles.entry}>
            <Link
              href={addressOf(id)}
              className={styles.review}
              aria-current={id === current ? 'true' : undefined}
              onClick={onChoose}
            >
              <span className={styles.title}>{first ? titleOf(first.record) : key}</span>
              <span className={styles.note}>
                <span className={styles.key}>{key}</span>
                <span>{t('counts', { nhanh: nhanhCount, shopify: shopifyCount })}</span>
              </span>
              <span className={styles.note}>
                {t(`reason.${reason}.title`)}
                {decision && <strong>{t(`decided.${decision}`)}</strong>}
              </span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
