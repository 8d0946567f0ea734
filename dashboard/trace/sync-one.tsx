import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CombinedError } from '@urql/core'
import { useMutation } from 'urql'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { Problem, type ShownProblem } from '../design/problem.tsx'
import { Failed } from '../design/states.tsx'
import type { ProductSyncInput } from '../graphql/types.ts'
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
  const { t } = useTranslation('trace')
  const [isOpen, setIsOpen] = useState(false)
  const [started, setStarted] = useState<Started>()
  const [problem, setProblem] = useState<ShownProblem>()
  const [error, setError] = useState<CombinedError>()
  const [isApplicable, setIsApplicable] = useState(false)
  const [{ fetching }, start] = useMutation(TraceStartSyncDocument)

  const begin = async (input: ProductSyncInput) => {
    setProblem(undefined)
    setError(undefined)
    const { data, error: failure } = await start({ input })
    setError(failure)
    const answer = data?.startProductSync
    if (!answer) return
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
        {error && <Failed error={error} onRetry={() => void look()} />}
        {problem && <Problem problem={problem} />}
        <DialogActions>
          <Button onPress={() => setIsOpen(false)}>
            {started?.isPlan === false ? t('sync.close') : t('sync.cancel')}
          </Button>
          {started && isApplicable && (
            <Button look="primary" isPending={fetching} onPress={() => void begin({ planOf: started.jobId })}>
              {t('sync.apply')}
            </Button>
          )}
        </DialogActions>
      </Dialog>
    </>
  )
}
