import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { notify } from '../design/notices.tsx'
import { Problem } from '../design/problem.tsx'
import { useAnswer } from '../graphql/use-answer.ts'
import { JobUndoDocument } from './job-follow-up.graphql.ts'
import { UndoneAgain, type WritingAgain } from './undone-again.tsx'

interface Begun {
  jobId: string
  schedules: readonly WritingAgain[]
}

/** Takes back what a sync wrote, after having said what that does; then names the schedules that would write it again. */
export function Undo({ id }: { id: string }) {
  const { t } = useTranslation('job')
  const [, navigate] = useLocation()
  const [isOpen, setIsOpen] = useState(false)
  const [begun, setBegun] = useState<Begun | null>(null)
  const { ask, isAsking, problem, forget } = useAnswer()
  const close = () => {
    setIsOpen(false)
    setBegun(null)
    forget()
  }
  const watch = (jobId: string) => {
    close()
    navigate(`/jobs/${jobId}`)
  }
  const undo = async () => {
    const done = await ask(JobUndoDocument, { jobId: id })
    if (!done) return
    notify({ text: t('undo.started'), tone: 'good' })
    if (done.wouldWriteAgain.length === 0) watch(done.job.id)
    else setBegun({ jobId: done.job.id, schedules: done.wouldWriteAgain })
  }
  return (
    <>
      <Button onPress={() => setIsOpen(true)}>
        <Undo2 aria-hidden="true" />
        {t('undo.button')}
      </Button>
      {begun ? (
        <Dialog isOpen={isOpen} title={t('undo.again')} onClose={close}>
          <UndoneAgain schedules={begun.schedules} />
          <DialogActions>
            <Button look="primary" onPress={() => watch(begun.jobId)}>
              {t('undo.watch')}
            </Button>
          </DialogActions>
        </Dialog>
      ) : (
        <Dialog isOpen={isOpen} role="alertdialog" title={t('undo.title')} onClose={close}>
          <p>{t('undo.text')}</p>
          <p>{t('undo.next')}</p>
          {problem && <Problem problem={problem} />}
          <DialogActions>
            <Button onPress={close}>{t('control.keep')}</Button>
            <Button look="danger" isDisabled={isAsking} onPress={() => void undo()}>
              {t('undo.confirm')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
