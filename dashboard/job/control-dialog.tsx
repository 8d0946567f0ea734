import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { notify } from '../design/notices.tsx'
import { Problem } from '../design/problem.tsx'
import type { JobHeadFragment, JobStatus } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { CONTROLS, type JobAction } from '../jobs/use-job-control.ts'
import { isMatch, isPull } from './job-kinds.ts'

/** Says what a control does to this job before it is done, and what stood in the way when it was not. */
export function ControlDialog({
  control,
  job,
  onClose,
  onDone,
}: {
  control: JobAction
  job: JobHeadFragment
  onClose: () => void
  onDone: () => void
}) {
  const { t } = useTranslation('job')
  // What is asked stays what it was, though the job may move on meanwhile.
  const [{ id, status }] = useState(job)
  const [lines] = useState(() => linesOf(control, job, t))
  const { ask, isAsking, problem } = useAnswer()
  const confirm = async () => {
    const done = await ask(CONTROLS[control], { id })
    if (!done) return
    notify({ text: t(`control.${doneWord(control, done.job.status)}`) })
    onDone()
    onClose()
  }
  return (
    <Dialog isOpen role="alertdialog" title={t(`control.${control}Title`)} onClose={onClose} key={status}>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {problem && <Problem problem={problem} />}
      <DialogActions>
        <Button onPress={onClose}>{t('control.keep')}</Button>
        <Button
          look={control === 'cancel' ? 'danger' : 'primary'}
          isDisabled={isAsking}
          onPress={() => void confirm()}
        >
          {t(`control.${control}`)}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function linesOf(
  control: JobAction,
  { status, type, dryRun }: JobHeadFragment,
  t: TFunction<'job'>,
): string[] {
  if (control === 'pause') return [t(status === 'QUEUED' ? 'control.pauseQueued' : 'control.pauseText')]
  if (control === 'resume') {
    if (status === 'PAUSING') return [t('control.resumeBack')]
    return [t(status === 'PAUSED' ? 'control.resumeText' : 'control.resumeAgain')]
  }
  const stays = dryRun
    ? 'cancelDry'
    : isPull(type)
      ? 'cancelPull'
      : isMatch(type)
        ? 'cancelMatch'
        : type === 'UNDO_SYNC'
          ? 'cancelUndo'
          : 'cancelSync'
  return [t('control.cancelText'), t(`control.${stays}`)]
}

function doneWord(control: JobAction, status: JobStatus) {
  if (control === 'pause') return status === 'PAUSED' ? 'paused' : 'pausing'
  if (control === 'resume') return 'resumed'
  return status === 'CANCELLED' ? 'cancelled' : 'cancelling'
}
