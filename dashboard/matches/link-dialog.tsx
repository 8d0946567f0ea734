import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { Switch } from '../design/field.tsx'
import { notify } from '../design/notices.tsx'
import { useFormats } from '../formats/formats.ts'
import type { RecordKind } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { LinkProblem, type NotLinked } from './link-problem.tsx'
import { LinkSearch } from './link-search.tsx'
import { MappingLinkCustomerDocument, MappingLinkProductDocument } from './mappings.graphql.ts'
import styles from './mapping-dialogs.module.css'
import { RecordFields } from './record-fields.tsx'
import record from './record.module.css'
import { showRecord, titleOf, type AnyRecord, type ShownRecord, type Side } from './records.ts'

const SIDES = ['NHANH', 'SHOPIFY'] as const

const sideOf = (recordId: string): Side => (recordId.startsWith('gid://') ? 'SHOPIFY' : 'NHANH')

/** Links two records by hand: one is looked for on each side, and both are compared before. */
export function LinkDialog({
  kind,
  recordId,
  onClose,
}: {
  kind: RecordKind
  /** Looked for at once, on the side that it is of. */
  recordId?: string
  onClose: () => void
}) {
  const { t } = useTranslation('mappings')
  const { t: tMatches } = useTranslation('matches')
  const { t: tCommon } = useTranslation()
  const formats = useFormats()
  const [onlyUnlinked, setOnlyUnlinked] = useState(true)
  const [chosen, setChosen] = useState<Partial<Record<Side, AnyRecord>>>({})
  const { ask, isAsking, problem, forget } = useAnswer<NotLinked>()
  const { NHANH, SHOPIFY } = chosen

  const send = async () => {
    if (!NHANH || !SHOPIFY) return
    const pair = { nhanhId: NHANH.id, shopifyId: SHOPIFY.id }
    const done = await (kind === 'PRODUCT'
      ? ask(MappingLinkProductDocument, pair)
      : ask(MappingLinkCustomerDocument, pair))
    if (!done) return
    notify({
      text: tMatches('done.LINK', { label: `${titleOf(NHANH)} ↔ ${titleOf(SHOPIFY)}` }),
      tone: 'good',
    })
    onClose()
  }

  const statusText = (status: string) =>
    tMatches(`recordStatus.${status as 'ACTIVE'}`, { defaultValue: status })
  const shown = (one: AnyRecord | undefined): ShownRecord[] =>
    one ? [showRecord(one, formats, statusText)] : []
  return (
    <Dialog title={t(`linkTitle.${kind}`)} size="wide" isOpen onClose={onClose}>
      <Switch isSelected={onlyUnlinked} onChange={setOnlyUnlinked}>
        {t('onlyUnlinked')}
      </Switch>
      <div className={styles.columns}>
        {SIDES.map((side) => (
          <LinkSearch
            key={side}
            kind={kind}
            side={side}
            mapped={onlyUnlinked ? false : null}
            firstSearch={recordId !== undefined && sideOf(recordId) === side ? recordId : ''}
            chosen={chosen[side]}
            onChoose={(one) => {
              setChosen((before) => ({ ...before, [side]: one }))
              forget()
            }}
          />
        ))}
      </div>
      {(NHANH || SHOPIFY) && (
        <section aria-label={t('preview')} className={record.pair}>
          {SIDES.map((side) => (
            <div key={side} className={record.side}>
              <h3>{tCommon(`platform.${side}`)}</h3>
              {shown(chosen[side]).map((one) => (
                <RecordFields
                  key={one.id}
                  record={one}
                  others={shown(chosen[side === 'NHANH' ? 'SHOPIFY' : 'NHANH'])}
                />
              ))}
              {!chosen[side] && <p className={styles.empty}>{t('chooseOneHere')}</p>}
            </div>
          ))}
        </section>
      )}
      {problem && <LinkProblem problem={problem} />}
      <DialogActions>
        <Button onPress={onClose}>{tCommon('cancel')}</Button>
        <Button
          look="primary"
          isDisabled={!NHANH || !SHOPIFY}
          isPending={isAsking}
          onPress={() => void send()}
        >
          {tMatches('link')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
