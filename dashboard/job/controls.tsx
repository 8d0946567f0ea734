import { Pause, Play, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import type { JobHeadFragment } from '../graphql/types.ts'
import { actionsOf, type JobAction } from '../jobs/use-job-control.ts'
import { ControlDialog } from './control-dialog.tsx'

/** Pause, resume and cancel, each where it makes sense; a dialog says first what will happen. */
export function Controls({ job, onResumed }: { job: JobHeadFragment; onResumed: () => void }) {
  const { t } = useTranslation('job')
  const [asked, setAsked] = useState<JobAction | null>(null)
  const actions = actionsOf(job.status)
  return (
    <>
      {actions.includes('pause') && (
        <Button onPress={() => setAsked('pause')}>
          <Pause aria-hidden="true" />
          {t('control.pause')}
        </Button>
      )}
      {actions.includes('resume') && (
        <Button onPress={() => setAsked('resume')}>
          <Play aria-hidden="true" />
          {t('control.resume')}
        </Button>
      )}
      {actions.includes('cancel') && (
        <Button look="danger" onPress={() => setAsked('cancel')}>
          <X aria-hidden="true" />
          {t('control.cancel')}
        </Button>
      )}
      {asked && (
        <ControlDialog
          control={asked}
          job={job}
          onClose={() => setAsked(null)}
          onDone={() => asked === 'resume' && onResumed()}
        />
      )}
    </>
  )
}
