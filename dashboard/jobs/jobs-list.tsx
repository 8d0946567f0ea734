import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Button, buttonClass } from '../design/button.tsx'
import { Pager, pageArguments } from '../design/pager.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobFilter } from '../graphql/types.ts'
import type { AddressState } from '../shell/address.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import { NO_FILTER } from './filter.ts'
import styles from './jobs-list.module.css'
import { JobsListDocument } from './jobs.graphql.ts'
import { JobsTable } from './jobs-table.tsx'
import { useListedJobs, type Answered } from './listed-jobs.ts'
import { useReturn } from './use-return.ts'
import { useJobControl, type JobAction } from './use-job-control.ts'

const PAGE_SIZE = 50
/** With so many live rows above its own, the first page is asked for anew. */
const MOST_ROWS = 3 * PAGE_SIZE

/** The jobs that the filter lets through, a page at a time, live. */
export function JobsList({
  address,
  filter,
  isFiltered,
}: {
  address: AddressState
  filter: JobFilter
  isFiltered: boolean
}) {
  const { t } = useTranslation(['jobs', 'common'])
  const formats = useFormats()
  const after = address.get('after')
  const before = address.get('before')
  const variables = useMemo(
    () => ({ filter, ...pageArguments({ after, before }, PAGE_SIZE) }),
    [filter, after, before],
  )
  const [{ data, error, operation, fetching }, ask] = useQuery({ query: JobsListDocument, variables })
  const askAnew = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask])
  const isStale = fetching && operation?.variables !== variables
  // While another page or filter is asked for, the answer to the last one is still what is shown.
  const [answered, setAnswered] = useState<Answered>()
  if (data && data !== answered?.data) setAnswered({ data, variables: operation?.variables ?? {} })
  const { rows, newer } = useListedJobs(answered)
  const control = useJobControl()
  const [cancelling, setCancelling] = useState<string>()

  useReturn(askAnew)
  const isLong = rows.length > MOST_ROWS
  useEffect(() => {
    if (isLong) askAnew()
  }, [isLong, askAnew])
  // The way back ends on the first page as it is now, not on what was left of it.
  const isBackAtFirst = before !== undefined && !isStale && data?.jobs.pageInfo.hasPreviousPage === false
  useEffect(() => {
    if (isBackAtFirst) address.set({ before: undefined }, { replace: true })
  }, [isBackAtFirst, address])

  const onAction = useCallback(
    (action: JobAction, id: string) => {
      if (action === 'cancel') setCancelling(id)
      else void control(action, { id })
    },
    [control],
  )

  if (!data) return error ? <Failed error={error} onRetry={askAnew} /> : <Loading rows={10} />
  const { pageInfo, totalCount } = data.jobs
  return (
    <>
      {newer > 0 && (
        <p className={styles.newer} role="status">
          <Button
            size="small"
            onPress={() => {
              address.set({ after: undefined, before: undefined })
              document.querySelector<HTMLElement>('#main')?.focus()
              window.scrollTo(0, 0)
            }}
          >
            {t('newer', { count: newer })}
          </Button>
        </p>
      )}
      {rows.length > 0 ? (
        <JobsTable jobs={rows} isStale={isStale} onAction={onAction} />
      ) : isFiltered ? (
        <Empty
          title={t('empty.filtered')}
          action={<Button onPress={() => address.set(NO_FILTER)}>{t('filter.clear')}</Button>}
        >
          {t('empty.filteredText')}
        </Empty>
      ) : (
        <Empty
          title={t('empty.none')}
          action={
            <Link href="/start" className={buttonClass()}>
              {t('common:nav.start')}
            </Link>
          }
        >
          {t('empty.noneText')}
        </Empty>
      )}
      {(pageInfo.hasNextPage || pageInfo.hasPreviousPage || rows.length > 0) && (
        <Pager
          pageInfo={pageInfo}
          total={t('total', { count: totalCount, number: formats.number(totalCount) })}
          onChange={(cursor) => {
            address.set({ after: cursor.after, before: cursor.before })
            window.scrollTo(0, 0)
          }}
        />
      )}
      <CancelDialog
        job={rows.find(({ id }) => id === cancelling)}
        onClose={() => setCancelling(undefined)}
        onCancel={(job) => void control('cancel', job)}
      />
    </>
  )
}
