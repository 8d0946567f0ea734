import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { notify } from '../design/notices.tsx'
import type { RecordKind } from '../graphql/types.ts'
import { OF_MAPPINGS } from './mapping-list.ts'
import { MappingUnlinkDocument } from './mappings.graphql.ts'
import styles from './mapping-dialogs.module.css'
import { brokenOff, ProblemText, type Problem } from './problem-text.tsx'

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
  const [problem, setProblem] = useState<Problem>()
  const [{ fetching }, unlink] = useMutation(MappingUnlinkDocument)

  const send = async () => {
    const { data, error } = await unlink({ kind, ids: [...ids] }, OF_MAPPINGS)
    const result = data?.result
    if (result?.__typename !== 'UnmapSuccess') return setProblem(result ?? brokenOff(error?.message ?? ''))
    notify({ text: t('unlinkDone', { count: result.count }), tone: 'good' })
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
      {problem && <ProblemText problem={problem} />}
      <DialogActions>
        <Button onPress={onClose} autoFocus>
          {tCommon('cancel')}
        </Button>
        <Button look="danger" isPending={fetching} onPress={() => void send()}>
          {t('unlinkDo')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
