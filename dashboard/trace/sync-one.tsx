import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { Problem } from '../design/problem.tsx'
import type { ProductSyncInput } from '../graphql/types.ts'
import { useAsk, type AnswerProblem } from '../graphql/use-answer.ts'
import { TraceStartSyncDocument } from './sync-one.graphql.ts'
import { SyncedJob } from './synced-job.tsx'

interface Started {
  jobId: string
  isPlan: boolean
}

/** Syncs one mapping: what would be written is shown first, and written only when that is what is wanted. */
export function SyncOne({
  mappingId,
  name,
  onWritten,
}: {
  mappingId: string
  name: string
  onWritten: () => void
}) {
  const { t } = useTranslation(['trace', 'common'])
  const [isOpen, setIsOpen] = useState(false)
  const [started, setStarted] = useState<Started>()
  const [problem, setProblem] = useState<AnswerProblem>()
  const [isApplicable, setIsApplicable] = useState(false)
  const [isAsking, setIsAsking] = useState(false)
  const ask = useAsk()

  const begin = async (input: ProductSyncInput) => {
    setProblem(undefined)
    setIsAsking(true)
    const answer = await ask(TraceStartSyncDocument, { input })
    setIsAsking(false)
    // The very same work that is going on is as good as one that begins.
    if (answer.__typename === 'StartJobSuccess' || answer.__typename === 'JobAlreadyRunning') {
      setIsApplicable(false)
      setStarted({ jobId: answer.job.id, isPlan: input.dryRun === true })
    } else setProblem(answer)
  }
  const look = () => begin({ mappingIds: [mappingId], dryRun: true })
  const open = () => {
    setStarted(undefined)
    setIsApplicable(false)
    setIsOpen(true)
    void look()
  }
  return (
    <>
      <Button onPress={open}>
        <RefreshCw />
        {t('sync.button')}
      </Button>
      <Dialog title={t('sync.title', { name })} isOpen={isOpen} onClose={() => setIsOpen(false)}>
        {started && (
          <SyncedJob
            key={started.jobId}
            jobId={started.jobId}
            isPlan={started.isPlan}
            onPlanned={setIsApplicable}
            onWritten={onWritten}
          />
        )}
        {problem && (
          <Problem
            problem={problem}
            actions={
              !started && (
                <Button size="small" onPress={() => void look()}>
                  {t('common:retry')}
                </Button>
              )
            }
          />
        )}
        <DialogActions>
          <Button onPress={() => setIsOpen(false)}>
            {started?.isPlan === false ? t('sync.close') : t('sync.cancel')}
          </Button>
          {started && isApplicable && (
            <Button look="primary" isPending={isAsking} onPress={() => void begin({ planOf: started.jobId })}>
              {t('sync.apply')}
            </Button>
          )}
        </DialogActions>
      </Dialog>
    </>
  )
}
