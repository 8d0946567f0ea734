import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { notify } from '../design/notices.tsx'
import { Problem } from '../design/problem.tsx'
import type { RecordKind } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { MAPPINGS } from './mapping-list.ts'
import { MappingUnlinkDocument } from './mappings.graphql.ts'
import styles from './mapping-dialogs.module.css'

export interface UnlinkDialogProps {
  kind: RecordKind
  ids: readonly string[]
  /** What is unlinked, where it is one. */
  title: string | undefined
  onClose: () => void
  onDone: () => void
}

/** Asks before mappings are taken apart, and says what follows. */
export function UnlinkDialog({ kind, ids, title, onClose, onDone }: UnlinkDialogProps) {
  const { t } = useTranslation('mappings')
  const { t: tCommon } = useTranslation()
  const { ask, isAsking, problem } = useAnswer()

  const send = async () => {
    const done = await ask(MappingUnlinkDocument, { kind, ids }, MAPPINGS)
    if (!done) return
    notify({ text: t('unlinkDone', { count: done.count }), tone: 'good' })
    onDone()
  }

  return (
    <Dialog
      role="alertdialog"
      title={title ? t('unlinkOne', { title }) : t('unlinkTitle', { count: ids.length })}
      isOpen
      onClose={onClose}
    >
      <div className={styles.text}>
        <p>{t(`unlinkText.${kind}`)}</p>
        <p>{t('unlinkRemembered')}</p>
      </div>
      {problem && <Problem problem={problem} />}
      <DialogActions>
        <Button onPress={onClose} autoFocus>
          {tCommon('cancel')}
        </Button>
        <Button look="danger" isPending={isAsking} onPress={() => void send()}>
          {t('unlinkDo')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
