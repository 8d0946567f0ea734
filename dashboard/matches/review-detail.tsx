import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { Panel } from '../design/page.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { MatchReviewOneQuery } from '../graphql/types.ts'
import { CandidateSide } from './candidate-side.tsx'
import { candidatesOf, pageSizes } from './candidates.ts'
import { LinkProblem, type NotLinked } from './link-problem.tsx'
import type { ShownRecord, Side } from './records.ts'
import { ReviewActions, type ReviewActionsProps } from './review-actions.tsx'
import styles from './review-detail.module.css'
import { MatchReviewOneDocument } from './reviews.graphql.ts'
import { useKeys, useKeysSwitch } from './use-keys.ts'
import type { NewDecision } from './use-decisions.ts'

export interface ReviewDetailProps extends Pick<ReviewActionsProps, 'onNext' | 'onPrevious' | 'onUndo'> {
  id: string
  problem: NotLinked | undefined
  /** Whether somebody has just come here, so that what is read and pressed next is here. */
  takesFocus: boolean
  onDecide: (decision: NewDecision) => void
  /** On a phone: to the list. */
  onBack: () => void
}

type Review = NonNullable<MatchReviewOneQuery['matchReview']>

const SIDES = ['NHANH', 'SHOPIFY'] as const
const FIRST_PAGES: Record<Side, readonly string[]> = { NHANH: [], SHOPIFY: [] }

/** One review, by its id: both sides beside each other, and what can be decided. */
export function ReviewDetail(props: ReviewDetailProps) {
  const { t } = useTranslation('matches')
  // The cursors that led to the page of each side.
  const [pages, setPages] = useState(FIRST_PAGES)
  const [{ data, error, fetching }, read] = useQuery({
    query: MatchReviewOneDocument,
    variables: {
      id: props.id,
      nhanhAfter: pages.NHANH.at(-1) ?? null,
      shopifyAfter: pages.SHOPIFY.at(-1) ?? null,
    },
  })
  const back = (
    <span className={styles.back}>
      <Button look="quiet" size="small" onPress={props.onBack}>
        <ArrowLeft />
        {t('back')}
      </Button>
    </span>
  )
  if (error && !data) return <Failed error={error} onRetry={() => read({ requestPolicy: 'network-only' })} />
  if (!data) return fetching ? <Loading rows={8} /> : null
  if (!data.matchReview)
    return (
      <Panel>
        {back}
        {props.problem && <LinkProblem problem={props.problem} />}
        <Empty title={t('gone.title')}>{t('gone.text')}</Empty>
      </Panel>
    )
  return (
    <Panel padded={false}>
      <ReviewContent {...props} review={data.matchReview} pages={pages} onPages={setPages} back={back} />
    </Panel>
  )
}

interface ContentProps extends ReviewDetailProps {
  review: Review
  pages: Record<Side, readonly string[]>
  onPages: (pages: Record<Side, readonly string[]>) => void
  back: React.ReactNode
}

function ReviewContent({ review, pages, onPages, back, ...props }: ContentProps) {
  const { t } = useTranslation('matches')
  const formats = useFormats()
  const [keysAreOn] = useKeysSwitch()
  const [picked, setPicked] = useState<Partial<Record<Side, ShownRecord>>>({})
  const [isIncomplete, setIsIncomplete] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const { takesFocus } = props
  useEffect(() => {
    if (takesFocus) heading.current?.focus()
  }, [takesFocus])

  const isDecided = review.decision !== null
  const sizes = pageSizes(review)
  const statusText = (status: string) => t(`recordStatus.${status as 'ACTIVE'}`, { defaultValue: status })
  const sideOf = (side: Side) =>
    candidatesOf(
      side === 'NHANH' ? review.nhanhCandidates : review.shopifyCandidates,
      { size: sizes[side], from: pages[side].length * sizes[side] },
      formats,
      statusText,
    )
  const sides = { NHANH: sideOf('NHANH'), SHOPIFY: sideOf('SHOPIFY') }
  const counts = { NHANH: review.nhanhCount, SHOPIFY: review.shopifyCount }
  const linked = { NHANH: review.linkedNhanhId, SHOPIFY: review.linkedShopifyId }
  const chosenOf = (side: Side): ShownRecord | null => {
    const shown = sides[side].shown.map(({ record }) => record)
    if (isDecided) return shown.find(({ id }) => id === linked[side]) ?? null
    return picked[side] ?? (counts[side] === 1 ? (shown[0] ?? null) : null)
  }
  const chosen = { NHANH: chosenOf('NHANH'), SHOPIFY: chosenOf('SHOPIFY') }
  const comparedWith = (side: Side) => {
    const other = side === 'NHANH' ? 'SHOPIFY' : 'NHANH'
    return chosen[other] ? [chosen[other]] : sides[other].shown.map(({ record }) => record)
  }
  const firstNumbers: Record<Side, number | null> = {
    NHANH: counts.NHANH > 1 ? 1 : null,
    SHOPIFY: counts.SHOPIFY > 1 ? (counts.NHANH > 1 ? sides.NHANH.shown.length + 1 : 1) : null,
  }
  const choose = (record: ShownRecord) => {
    setPicked((before) => ({ ...before, [record.side]: record }))
    setIsIncomplete(false)
  }
  const link = () => {
    const { NHANH, SHOPIFY } = chosen
    if (!NHANH || !SHOPIFY) return setIsIncomplete(true)
    props.onDecide({
      id: review.id,
      label: `${NHANH.title} ↔ ${SHOPIFY.title}`,
      decision: 'LINK',
      nhanhId: NHANH.id,
      shopifyId: SHOPIFY.id,
    })
  }
  const ignore = () => props.onDecide({ id: review.id, label: review.key, decision: 'IGNORE' })

  const numbered = SIDES.flatMap((side) => (firstNumbers[side] === null ? [] : sides[side].shown))
  const choices = Object.fromEntries(
    numbered.map(({ record }, index) => [String(index + 1), () => choose(record)]),
  )
  useKeys({ ...choices, x: ignore, Enter: link }, keysAreOn && !isDecided)

  return (
    <>
      <header className={styles.header}>
        {back}
        <h2 ref={heading} tabIndex={-1} className={styles.title}>
          <span className={styles.field}>{t(`keyField.${review.keyField}`)}</span> {review.key}
        </h2>
        <p>
          <strong>{t(`reason.${review.reason}.title`)}.</strong> {t(`reason.${review.reason}.text`)}
        </p>
        <p className={styles.soft}>{t('since', { moment: formats.moment(review.createdAt) })}</p>
      </header>
      <div className={styles.body}>
        {props.problem && <LinkProblem problem={props.problem} />}
        <div className={styles.sides}>
          {SIDES.map((side) => (
            <CandidateSide
              key={side}
              side={side}
              candidates={sides[side]}
              firstNumber={isDecided ? null : firstNumbers[side]}
              chosen={chosen[side]?.id ?? null}
              others={comparedWith(side)}
              isDecided={isDecided}
              onChoose={choose}
              onPage={(direction) =>
                onPages({
                  ...pages,
                  [side]:
                    direction === 'next'
                      ? [...pages[side], sides[side].endCursor!]
                      : pages[side].slice(0, -1),
                })
              }
            />
          ))}
        </div>
      </div>
      <ReviewActions
        review={review}
        isIncomplete={isIncomplete}
        onLink={link}
        onIgnore={ignore}
        onUndo={props.onUndo}
        onNext={props.onNext}
        onPrevious={props.onPrevious}
      />
    </>
  )
}
