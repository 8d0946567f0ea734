import { Keyboard } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery } from 'urql'
import { Link } from 'wouter'
import { Button, buttonClass } from '../design/button.tsx'
import { Page, Panel } from '../design/page.tsx'
import { Pager, pageArguments } from '../design/pager.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { useAddress } from '../shell/address.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { KindTabs, kindIn } from './kind-tabs.tsx'
import styles from './matches-page.module.css'
import { ReviewDetail } from './review-detail.tsx'
import { REASONS, ReviewFilters, SHOWN } from './review-filters.tsx'
import { ReviewList } from './review-list.tsx'
import { MatchReviewCountsDocument, MatchReviewOneDocument, MatchReviewsDocument } from './reviews.graphql.ts'
import { useDecisions } from './use-decisions.ts'
import { useKeys, useKeysSwitch } from './use-keys.ts'

const SIZE = 25
/** Lists and counts are read again after a decision, also those that found nothing. */
const OF_REVIEWS = { additionalTypenames: ['MatchReview'] }
const MATCHING = ['AUTO_MATCH_PRODUCTS', 'AUTO_MATCH_CUSTOMERS'] as const
const DECIDED = { open: false, decided: true, all: null }

/** What matches could not decide, decided one after the other. */
export default function MatchesPage() {
  const { t } = useTranslation('matches')
  const formats = useFormats()
  const client = useClient()
  const address = useAddress()
  const [keysAreOn] = useKeysSwitch()
  const [showsKeys, setShowsKeys] = useState(false)
  const takesFocus = useRef(false)

  const kind = kindIn(address)
  const shown = SHOWN.find((one) => one === address.get('shown')) ?? 'open'
  const reasons = REASONS.filter((reason) => address.all('reason').includes(reason))
  const search = address.get('search')
  const cursor = { after: address.get('after'), before: address.get('before') }
  const isFiltered = reasons.length > 0 || search !== undefined || shown !== 'open'

  const filter = { kind, decided: DECIDED[shown], search }
  const [list, readList] = useQuery({
    query: MatchReviewsDocument,
    context: OF_REVIEWS,
    variables: {
      ...filter,
      reasons: reasons.length > 0 ? reasons : undefined,
      ...pageArguments(cursor, SIZE),
    },
  })
  const [counts, readCounts] = useQuery({
    query: MatchReviewCountsDocument,
    variables: filter,
    context: OF_REVIEWS,
  })
  useWhenSettled(() => {
    readList({ requestPolicy: 'network-only' })
    readCounts({ requestPolicy: 'network-only' })
  }, MATCHING)

  const go = (id: string | undefined, options?: { replace?: boolean }) => {
    takesFocus.current = true
    address.set({ review: id }, options)
  }
  const decisions = useDecisions((id) => go(id, { replace: true }))

  const page = list.data?.matchReviews
  const rows = (page?.nodes ?? []).filter(({ id }) => shown !== 'open' || !decisions.gone.has(id))
  const asked = address.get('review')
  const current = asked ?? rows[0]?.id
  const place = rows.findIndex(({ id }) => id === current)
  const previous = rows[place - 1]?.id
  const next = rows[place + 1]?.id
  const toNext = next
    ? () => go(next)
    : page?.pageInfo.hasNextPage
      ? () =>
          address.set({ after: page.pageInfo.endCursor ?? undefined, before: undefined, review: undefined })
      : undefined

  useEffect(() => {
    if (next === undefined) return
    const variables = { id: next, nhanhAfter: null, shopifyAfter: null }
    void client.query(MatchReviewOneDocument, variables, { requestPolicy: 'cache-first' }).toPromise()
  }, [client, next])

  useKeys(
    {
      j: toNext,
      k: previous ? () => go(previous) : undefined,
      u: () => decisions.undoLast(),
      '?': () => setShowsKeys(true),
    },
    keysAreOn,
  )

  const addressOf = (id: string) => {
    const parameters = new URLSearchParams(location.search)
    parameters.set('review', id)
    return `/matches?${parameters.toString()}`
  }
  const shows = asked === undefined ? 'list' : 'review'

  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button onPress={() => setShowsKeys(true)}>
          <Keyboard />
          {t('keys.button')}
        </Button>
      }
    >
      <KindTabs
        path="/matches"
        kind={kind}
        counts={
          counts.data && {
            PRODUCT: counts.data.PRODUCT.totalCount,
            CUSTOMER: counts.data.CUSTOMER.totalCount,
          }
        }
      />
      <div className={styles.filters} data-shows={shows}>
        <ReviewFilters
          address={address}
          reasons={reasons}
          shown={shown}
          counts={
            counts.data &&
            Object.fromEntries(REASONS.map((reason) => [reason, counts.data![reason].totalCount]))
          }
        />
      </div>
      {list.error && !page ? (
        <Panel>
          <Failed error={list.error} onRetry={() => readList({ requestPolicy: 'network-only' })} />
        </Panel>
      ) : !page ? (
        <Loading rows={8} />
      ) : rows.length === 0 && asked === undefined ? (
        <Panel>
          {page.totalCount > 0 && list.stale ? (
            <Loading />
          ) : isFiltered ? (
            <Empty
              title={t('noneFound.title')}
              action={
                <Button
                  onPress={() => address.set({ reason: undefined, search: undefined, shown: undefined })}
                >
                  {t('noneFound.action')}
                </Button>
              }
            >
              {t('noneFound.text')}
            </Empty>
          ) : (
            <Empty
              title={t('nothing.title')}
              action={
                <Link href={`/start/AUTO_MATCH_${kind}S`} className={buttonClass()}>
                  {t(`nothing.${kind}`)}
                </Link>
              }
            >
              {t('nothing.text')}
            </Empty>
          )}
        </Panel>
      ) : (
        <div className={styles.panes} data-shows={shows}>
          <div className={styles.list}>
            <Panel padded={false}>
              <ReviewList
                reviews={rows}
                current={current}
                addressOf={addressOf}
                onChoose={() => {
                  takesFocus.current = true
                }}
              />
              <Pager
                pageInfo={page.pageInfo}
                total={t('total', { count: page.totalCount, shown: formats.number(page.totalCount) })}
                onChange={({ after, before }) => address.set({ after, before, review: undefined })}
              />
            </Panel>
          </div>
          {current && (
            <div className={styles.review}>
              <ReviewDetail
                key={current}
                id={current}
                problem={decisions.problems.get(current)}
                takesFocus={takesFocus.current}
                onDecide={(decision) => {
                  decisions.decide(decision)
                  go(shown === 'open' ? (next ?? previous) : decision.id, { replace: true })
                }}
                onUndo={() => decisions.undo(current)}
                onNext={toNext}
                onPrevious={previous ? () => go(previous) : undefined}
                onBack={() => address.set({ review: undefined })}
              />
            </div>
          )}
        </div>
      )}
      <KeysDialog isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </Page>
  )
}
