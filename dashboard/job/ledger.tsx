import { Download } from 'lucide-react'
import { memo, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button, buttonClass } from '../design/button.tsx'
import { Panel } from '../design/page.tsx'
import { pageArguments, Pager } from '../design/pager.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { ItemOutcome, JobType } from '../graphql/types.ts'
import { useAddress } from '../shell/address.ts'
import { isSync } from './job-kinds.ts'
import { JobLedgerDocument } from './job-ledger.graphql.ts'
import { isFiltered, LedgerFilters, ledgerFilter } from './ledger-filters.tsx'
import { LedgerTable } from './ledger-table.tsx'
import styles from './ledger.module.css'
import { useLocationNames } from './use-location-names.ts'

const SIZE = 25

export interface LedgerProps {
  id: string
  type: JobType
  dryRun: boolean
  /** When it changes, the page of the ledger is read again. */
  beat: number
  isOver: boolean
}

/** What a job wrote down of its items: filter, search and place are in the address. */
export const Ledger = memo(function Ledger({ id, type, dryRun, beat, isOver }: LedgerProps) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const address = useAddress()
  const filter = ledgerFilter(address)
  const names = useLocationNames(isSync(type))
  const cursor = { after: address.get('after'), before: address.get('before') }
  const [{ data, error, fetching }, reexecute] = useQuery({
    query: JobLedgerDocument,
    variables: {
      id,
      ...pageArguments(cursor, SIZE),
      outcomes: filter.outcomes.length > 0 ? (filter.outcomes as ItemOutcome[]) : undefined,
      codes: filter.codes.length > 0 ? filter.codes : undefined,
      search: filter.search || undefined,
    },
  })
  useEffect(() => reexecute({ requestPolicy: 'network-only' }), [beat, reexecute])

  const items = data?.job?.items
  const isEmpty = items?.nodes.length === 0
  return (
    <Panel
      title={
        <span id="items" tabIndex={-1}>
          {t('ledger.title')}
        </span>
      }
      padded={false}
      actions={
        <a
          href={csvHref(id, filter)}
          download
          className={buttonClass('plain', 'small')}
          aria-label={t('ledger.csvLabel')}
        >
          <Download aria-hidden="true" />
          {t('ledger.csv')}
        </a>
      }
    >
      <div className={styles.intro}>
        <p className={styles.lead}>{t('ledger.lead')}</p>
        <LedgerFilters id={id} dryRun={dryRun} type={type} />
      </div>
      {error && !items && (
        <Failed error={error} onRetry={() => reexecute({ requestPolicy: 'network-only' })} />
      )}
      {!items && fetching && <Loading />}
      {isEmpty && isFiltered(filter) && (
        <Empty
          title={t('ledger.none')}
          action={
            <Button
              onPress={() =>
                address.set({ outcome: [], code: [], search: '', after: undefined, before: undefined })
              }
            >
              {t('ledger.clear')}
            </Button>
          }
        >
          {t('ledger.noneText')}
        </Empty>
      )}
      {isEmpty && !isFiltered(filter) && (
        <Empty title={t('ledger.empty')}>{t(isOver ? 'ledger.emptyDone' : 'ledger.emptyActive')}</Empty>
      )}
      {items && !isEmpty && (
        <>
          <LedgerTable items={items.nodes} type={type} dryRun={dryRun} names={names} />
          <Pager
            pageInfo={items.pageInfo}
            total={t('ledger.total', {
              count: items.totalCount,
              formattedCount: formats.number(items.totalCount),
            })}
            onChange={({ after, before }) => address.set({ after, before })}
          />
        </>
      )}
    </Panel>
  )
})

function csvHref(id: string, { outcomes, codes, search }: ReturnType<typeof ledgerFilter>): string {
  const parameters = new URLSearchParams()
  if (outcomes.length > 0) parameters.set('outcomes', outcomes.join(','))
  if (codes.length > 0) parameters.set('codes', codes.join(','))
  if (search !== '') parameters.set('search', search)
  const text = parameters.toString()
  return `/export/jobs/${id}/items.csv${text && `?${text}`}`
}
