import { Ellipsis } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../design/button.tsx'
import { Checkbox } from '../design/field.tsx'
import { Menu } from '../design/menu.tsx'
import table from '../design/table.module.css'
import { useFormats } from '../formats/formats.ts'
import type { RecordKind } from '../graphql/types.ts'
import { useNow } from '../shell/now.ts'
import type { ListedMapping } from './mapping-list.ts'
import { MappingState } from './mapping-state.tsx'
import styles from './mapping-table.module.css'
import { noteOf, pairOf, titleOf, type AnyRecord } from './records.ts'

export type MappingAction = 'sync' | 'hold' | 'zero' | 'resume' | 'unlink'

export interface MappingTableProps {
  kind: RecordKind
  mappings: readonly ListedMapping[]
  chosen: ReadonlySet<string>
  onChoose: (ids: readonly string[], isChosen: boolean) => void
  onAction: (action: MappingAction, mapping: ListedMapping) => void
}

/** The mappings of a page; on a phone each is a card. */
export function MappingTable({ kind, mappings, chosen, onChoose, onAction }: MappingTableProps) {
  const { t } = useTranslation('mappings')
  const { t: tCommon } = useTranslation()
  const ids = mappings.map(({ id }) => id)
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${styles.table}`}>
        <caption className="visually-hidden">{t('title')}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.choose}>
              <Checkbox
                isSelected={ids.length > 0 && ids.every((id) => chosen.has(id))}
                onChange={(isChosen) => onChoose(ids, isChosen)}
              >
                <span className={styles.all}>{t('chooseAll')}</span>
              </Checkbox>
            </th>
            <th scope="col">{tCommon('platform.NHANH')}</th>
            <th scope="col">{tCommon('platform.SHOPIFY')}</th>
            <th scope="col">{t('column.key')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">{t('column.synced')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {mappings.map((mapping) => {
            const { nhanh, shopify } = pairOf(mapping)
            const title = titleOf(nhanh)
            return (
              <tr key={mapping.id} data-chosen={chosen.has(mapping.id) || undefined}>
                <td className={styles.choose}>
                  <Checkbox
                    isSelected={chosen.has(mapping.id)}
                    onChange={(isChosen) => onChoose([mapping.id], isChosen)}
                  >
                    <span className="visually-hidden">{t('chooseOne', { title })}</span>
                  </Checkbox>
                </td>
                <td className={styles.nhanh} data-label={tCommon('platform.NHANH')}>
                  <RecordLine record={nhanh} />
                </td>
                <td className={styles.shopify} data-label={tCommon('platform.SHOPIFY')}>
                  <RecordLine record={shopify} />
                </td>
                <td className={styles.key}>
                  <span className={styles.line}>
                    <span>{mapping.key ?? <span className={table.soft}>{t('noKey')}</span>}</span>
                    <span className={styles.note}>{t(`origin.${mapping.origin}`)}</span>
                  </span>
                </td>
                <td className={styles.state}>
                  <MappingState mapping={mapping} />
                </td>
                <td className={styles.synced} data-label={t('column.synced')}>
                  {mapping.lastSyncedAt ? (
                    <Ago moment={mapping.lastSyncedAt} />
                  ) : (
                    <span className={table.soft}>{t('never')}</span>
                  )}
                </td>
                <td className={styles.actions}>
                  <MappingMenu kind={kind} mapping={mapping} title={title} onAction={onAction} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function RecordLine({ record }: { record: AnyRecord }) {
  const { t } = useTranslation('matches')
  return (
    <span className={styles.line}>
      <span className={styles.name}>{titleOf(record)}</span>
      <span className={styles.note}>
        {noteOf(record)}
        {record.deletedAt && <strong className={table.bad}> {t('deletedAtSource')}</strong>}
      </span>
    </span>
  )
}

/** Alone in waking every second. */
function Ago({ moment }: { moment: string }) {
  const formats = useFormats()
  return (
    <time dateTime={moment} title={formats.moment(moment)}>
      {formats.ago(moment, useNow())}
    </time>
  )
}

function MappingMenu({
  kind,
  mapping,
  title,
  onAction,
}: {
  kind: RecordKind
  mapping: ListedMapping
  title: string
  onAction: MappingTableProps['onAction']
}) {
  const { t } = useTranslation('mappings')
  const [, navigate] = useLocation()
  const isProduct = kind === 'PRODUCT'
  const actions: { id: MappingAction | 'trace'; label: string }[] = [
    ...(isProduct ? [{ id: 'trace' as const, label: t('action.trace') }] : []),
    { id: 'sync', label: t('action.sync') },
    { id: 'hold', label: t('action.hold') },
    ...(isProduct ? [{ id: 'zero' as const, label: t('action.zero') }] : []),
    { id: 'resume', label: t(isProduct ? 'action.resumeWithReserve' : 'action.resume') },
    { id: 'unlink', label: t('action.unlink') },
  ]
  return (
    <Menu
      label={t('actionsFor', { title })}
      button={
        <Button look="quiet" size="small" aria-label={t('actionsFor', { title })}>
          <Ellipsis />
        </Button>
      }
      choices={actions}
      onAction={(id) =>
        id === 'trace'
          ? navigate(`/trace?mapping=${encodeURIComponent(mapping.id)}`)
          : onAction(id as MappingAction, mapping)
      }
    />
  )
}
