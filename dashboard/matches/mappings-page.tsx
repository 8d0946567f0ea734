import { Link2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button, buttonClass } from '../design/button.tsx'
import { Page, Panel } from '../design/page.tsx'
import { Pager } from '../design/pager.tsx'
import { Problem } from '../design/problem.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { MappingPolicy } from '../graphql/types.ts'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { useAddress } from '../shell/address.ts'
import { ChosenBar } from './chosen-bar.tsx'
import { KindTabs, kindIn } from './kind-tabs.tsx'
import { LinkDialog } from './link-dialog.tsx'
import { MappingFilterBar } from './mapping-filters.tsx'
import { filtersIn, useMappings } from './mapping-list.ts'
import { MappingTable, type MappingAction } from './mapping-table.tsx'
import { PolicyDialog } from './policy-dialog.tsx'
import { pairOf, titleOf } from './records.ts'
import { UnlinkDialog } from './unlink-dialog.tsx'
import { useSyncNow } from './use-sync-now.ts'

const POLICY_OF: Partial<Record<MappingAction, MappingPolicy>> = {
  hold: 'HOLD',
  zero: 'ZERO',
  resume: 'SYNC',
}
const CHANGING = [
  'AUTO_MATCH_PRODUCTS',
  'AUTO_MATCH_CUSTOMERS',
  'PRODUCT_SYNC',
  'CUSTOMER_SYNC',
  'RETRY_FAILED_SYNC',
  'UNDO_SYNC',
] as const

interface Asked {
  action: MappingAction
  ids: readonly string[]
  title: string | undefined
}

const NONE: ReadonlySet<string> = new Set()

/** What is linked with what, and what is to become of it. */
export default function MappingsPage() {
  const { t } = useTranslation('mappings')
  const address = useAddress()
  const formats = useFormats()
  const kind = kindIn(address)
  const filters = filtersIn(address)
  const { page, error, read } = useMappings(kind, filters, {
    after: address.get('after'),
    before: address.get('before'),
  })
  useWhenSettled(read, CHANGING)
  const [chosen, setChosen] = useState({ kind, ids: NONE })
  const [asked, setAsked] = useState<Asked>()
  // The record to be linked, or `new`.
  const linking = address.get('link')
  const { syncNow, problem, forget } = useSyncNow(kind)

  // What was chosen among products is no customer.
  const chosenIds = chosen.kind === kind ? chosen.ids : NONE
  const choose = (ids: readonly string[], isChosen: boolean) => {
    const next = new Set(chosenIds)
    for (const id of ids) {
      if (isChosen) next.add(id)
      else next.delete(id)
    }
    setChosen({ kind, ids: next })
  }
  const act = (action: MappingAction, ids: readonly string[], title?: string) => {
    forget()
    if (action === 'sync') void syncNow(ids)
    else setAsked({ action, ids, title })
  }
  const close = () => setAsked(undefined)
  const done = () => {
    if (asked?.action === 'unlink') choose(asked.ids, false)
    close()
  }
  const { statuses, policies, origins, deleted, search } = filters
  const isNarrowed =
    [statuses, policies, origins].some(({ length }) => length > 0) || Boolean(deleted ?? search)
  const policy = asked && POLICY_OF[asked.action]

  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button look="primary" onPress={() => address.set({ link: 'new' })}>
          <Link2 />
          {t('linkByHand')}
        </Button>
      }
    >
      <KindTabs path="/mappings" kind={kind} />
      <MappingFilterBar address={address} kind={kind} />
      {problem && <Problem problem={problem} />}
      <Panel padded={false}>
        {error && !page ? (
          <Failed error={error} onRetry={read} />
        ) : !page ? (
          <Loading rows={10} />
        ) : page.nodes.length === 0 ? (
          <Empty
            title={t(isNarrowed ? 'noneFound.title' : 'nothing.title')}
            action={
              isNarrowed ? (
                <Link
                  href={kind === 'PRODUCT' ? '/mappings' : '/mappings?kind=customers'}
                  className={buttonClass()}
                >
                  {t('noneFound.action')}
                </Link>
              ) : (
                <Link href={`/start/AUTO_MATCH_${kind}S`} className={buttonClass()}>
                  {t(`nothing.${kind}`)}
                </Link>
              )
            }
          >
            {t(isNarrowed ? 'noneFound.text' : 'nothing.text')}
          </Empty>
        ) : (
          <>
            <MappingTable
              kind={kind}
              mappings={page.nodes}
              chosen={chosenIds}
              onChoose={choose}
              onAction={(action, mapping) => act(action, [mapping.id], titleOf(pairOf(mapping).nhanh))}
            />
            {chosenIds.size > 0 && (
              <ChosenBar
                kind={kind}
                count={chosenIds.size}
                onAction={(action) => act(action, [...chosenIds])}
                onClear={() => setChosen({ kind, ids: NONE })}
              />
            )}
            <Pager
              pageInfo={page.pageInfo}
              total={t('total', { count: page.totalCount, shown: formats.number(page.totalCount) })}
              onChange={({ after, before }) => address.set({ after, before })}
            />
          </>
        )}
      </Panel>
      {linking !== undefined && (
        <LinkDialog
          kind={kind}
          recordId={linking === 'new' ? undefined : linking}
          onClose={() => address.set({ link: undefined })}
        />
      )}
      {asked?.action === 'unlink' && (
        <UnlinkDialog kind={kind} ids={asked.ids} title={asked.title} onClose={close} onDone={done} />
      )}
      {asked && policy && (
        <PolicyDialog
          title={t(`policyTitle.${policy}`, { count: asked.ids.length })}
          ids={asked.ids}
          policy={policy}
          hasReserve={kind === 'PRODUCT'}
          onClose={close}
          onDone={done}
        />
      )}
    </Page>
  )
}
