import type { TypedDocumentNode } from '@urql/core'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useSearch } from 'wouter'
import { Button } from '../design/button.tsx'
import { Panel } from '../design/page.tsx'
import { pageArguments, Pager, type PagerProps } from '../design/pager.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { RecordsNhanhProductsQueryVariables } from '../graphql/types.ts'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { useAddress } from '../shell/address.ts'
import { PullLink } from './pull-link.tsx'
import { RecordFilters, readFilters } from './record-filters.tsx'
import type { RecordKindName } from './record-kinds.ts'
import { RecordTable, type RecordRow } from './record-table.tsx'

const PAGE_SIZE = 50

/** The arguments of all four lists are the same. */
type ListVariables = RecordsNhanhProductsQueryVariables

interface ListOf<Node> {
  list: { totalCount: number; pageInfo: PagerProps['pageInfo']; nodes: readonly Node[] }
}

export interface RecordListProps<Node> {
  kind: RecordKindName
  document: TypedDocumentNode<ListOf<Node>, ListVariables>
  title: string
  figures: readonly [string, string]
  rowOf: (node: Node) => RecordRow
}

/** One of the lists: searched and filtered by what stands in the address, a page at a time. */
export function RecordList<Node>({ kind, document, title, figures, rowOf }: RecordListProps<Node>) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const address = useAddress()
  const search = useSearch()
  const filters = readFilters(address)
  const cursor = { after: address.get('after'), before: address.get('before') }
  const [{ data, error, stale, fetching }, ask] = useQuery({
    query: document,
    variables: { ...filters, ...pageArguments(cursor, PAGE_SIZE) },
  })
  useWhenSettled(() => ask({ requestPolicy: 'network-only' }))
  const hrefOf = (id: string) => {
    const next = new URLSearchParams(search)
    next.set('record', id)
    return `/records?${next.toString()}`
  }
  const isFiltered = filters.search !== undefined || filters.mapped !== undefined || filters.deleted !== false
  const label = t(`kinds.${kind}`)

  const content = () => {
    if (error && !data) return <Failed error={error} onRetry={() => ask()} />
    if (!data) return <Loading rows={10} />
    if (data.list.nodes.length === 0 && isFiltered)
      return (
        <Empty
          title={t('nothingFound.title')}
          action={
            <Button
              onPress={() =>
                address.set({ q: undefined, linked: undefined, deleted: undefined, ...FIRST_PAGE })
              }
            >
              {t('nothingFound.action')}
            </Button>
          }
        >
          {t('nothingFound.text')}
        </Empty>
      )
    if (data.list.nodes.length === 0)
      return (
        <Empty title={t('nothingPulled.title')} action={<PullLink kind={kind} />}>
          {t('nothingPulled.text')}
        </Empty>
      )
    return (
      <>
        <RecordTable
          label={label}
          title={title}
          figures={figures}
          rows={data.list.nodes.map(rowOf)}
          hrefOf={hrefOf}
        />
        <Pager
          pageInfo={data.list.pageInfo}
          total={t('total', { count: data.list.totalCount, shown: formats.number(data.list.totalCount) })}
          onChange={({ after, before }) => address.set({ after, before })}
        />
      </>
    )
  }
  return (
    <>
      <RecordFilters kind={kind} />
      <Panel padded={false}>
        <div aria-busy={stale || fetching}>{content()}</div>
      </Panel>
    </>
  )
}

const FIRST_PAGE = { after: undefined, before: undefined }
