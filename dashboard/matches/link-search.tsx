import { useState } from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { useTranslation } from 'react-i18next'
import { useQuery, type TypedDocumentNode } from 'urql'
import { SearchField } from '../design/field.tsx'
import type { RecordKind } from '../graphql/types.ts'
import styles from './mapping-dialogs.module.css'
import {
  MappingNhanhCustomersDocument,
  MappingNhanhProductsDocument,
  MappingShopifyCustomersDocument,
  MappingShopifyVariantsDocument,
} from './mappings.graphql.ts'
import { noteOf, titleOf, type AnyRecord, type Side } from './records.ts'
import { useDelayed } from './use-delayed.ts'

type Found = AnyRecord & { mapping?: object | null; mappings?: readonly object[]; kind?: string }
type Search = TypedDocumentNode<
  { records: { totalCount: number; nodes: readonly Found[] } },
  { search?: string | null; mapped?: boolean | null }
>

const SEARCHES: Record<RecordKind, Record<Side, Search>> = {
  PRODUCT: { NHANH: MappingNhanhProductsDocument, SHOPIFY: MappingShopifyVariantsDocument },
  CUSTOMER: { NHANH: MappingNhanhCustomersDocument, SHOPIFY: MappingShopifyCustomersDocument },
}

/** What Nhanh has and no shop sells by itself; the server links none of them. */
const NEVER_LINKED = new Set(['PARENT', 'VOUCHER', 'SERVICE', 'TOOL'])

/** Finds the records of one platform and lets one be chosen. */
export function LinkSearch({
  kind,
  side,
  mapped,
  firstSearch,
  chosen,
  onChoose,
}: {
  kind: RecordKind
  side: Side
  /** False: only what is not linked yet. */
  mapped: false | null
  firstSearch: string
  chosen: AnyRecord | undefined
  onChoose: (record: AnyRecord | undefined) => void
}) {
  const { t } = useTranslation('mappings')
  const { t: tCommon } = useTranslation()
  const [search, setSearch] = useState(firstSearch)
  const [{ data, fetching }] = useQuery({
    query: SEARCHES[kind][side],
    variables: { search: useDelayed(search), mapped },
  })
  const records = data?.records.nodes ?? []
  const platform = tCommon(`platform.${side}`)
  return (
    <section className={styles.column}>
      <h3>{platform}</h3>
      <SearchField label={t('searchIn', { platform })} value={search} onChange={setSearch} />
      <ListBox
        aria-label={t('foundIn', { platform })}
        className={styles.results}
        items={records}
        disabledKeys={records.filter(isNeverLinked).map(({ id }) => id)}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={chosen ? [chosen.id] : []}
        onSelectionChange={(keys) => {
          if (keys !== 'all') onChoose(records.find(({ id }) => keys.has(id)))
        }}
        renderEmptyState={() => (
          <p className={styles.empty}>
            {fetching ? tCommon('loading') : t(mapped === false ? 'noneUnlinked' : 'noneFoundHere')}
          </p>
        )}
      >
        {(record) => (
          <ListBoxItem textValue={titleOf(record)} className={styles.result}>
            {titleOf(record)}
            <span className={styles.note}>
              {noteOf(record)}
              {isLinked(record) && ` · ${t('isLinked')}`}
              {isNeverLinked(record) && ` · ${t('neverLinked')}`}
            </span>
          </ListBoxItem>
        )}
      </ListBox>
    </section>
  )
}

function isLinked({ mapping, mappings = [] }: Found): boolean {
  return Boolean(mapping) || mappings.length > 0
}

function isNeverLinked({ kind }: Found): boolean {
  return kind !== undefined && NEVER_LINKED.has(kind)
}
