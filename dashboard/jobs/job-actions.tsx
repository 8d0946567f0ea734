import { Pause, Play, X } from 'lucide-react'
import { memo, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import type { JobStatus } from '../graphql/types.ts'
import styles from './jobs-table.module.css'
import { actionsOf, type JobAction } from './use-job-control.ts'

export interface JobActionsProps {
  id: string
  name: string
  status: JobStatus
  onAction: (action: JobAction, id: string) => void
}

/**
 * What can be done with a job now. Pause and resume are one button, which keeps the focus; when none is left, the focus
 * goes to the job's name.
 */
export const JobActions = memo(function JobActions({ id, name, status, onAction }: JobActionsProps) {
  const { t } = useTranslation('jobs')
  const actions = actionsOf(status)
  const first = actions.find((action) => action !== 'cancel')
  const hadFocus = useRef(false)
  useLayoutEffect(() => {
    if (!hadFocus.current || document.activeElement !== document.body) return
    hadFocus.current = false
    document.getElementById(`job-${id}`)?.focus()
  }, [id, status])
  return (
    <div
      className={styles.actions}
      onFocus={() => (hadFocus.current = true)}
      onBlur={({ relatedTarget }) => (hadFocus.current = relatedTarget === null)}
    >
      {first && (
        <Button
          look="quiet"
          size="small"
          aria-label={t(`action.${first}`, { name, id })}
          onPress={() => onAction(first, id)}
        >
          {first === 'pause' ? <Pause /> : <Play />}
        </Button>
      )}
      {actions.includes('cancel') && (
        <Button
          look="quiet"
          size="small"
          aria-label={t('action.cancel', { name, id })}
          onPress={() => onAction('cancel', id)}
        >
          <X />
        </Button>
      )}
    </div>
  )
})
