import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import type { JobRowFragment, JobType } from '../graphql/types.ts'
import { useJobName } from './job-name.ts'
import styles from './dialogs.module.css'

type Kind = 'pull' | 'match' | 'sync'

const KINDS: Record<JobType, Kind> = {
  PULL_NHANH_PRODUCTS: 'pull',
  PULL_NHANH_CUSTOMERS: 'pull',
  PULL_SHOPIFY_PRODUCTS: 'pull',
  PULL_SHOPIFY_CUSTOMERS: 'pull',
  AUTO_MATCH_PRODUCTS: 'match',
  AUTO_MATCH_CUSTOMERS: 'match',
  PRODUCT_SYNC: 'sync',
  CUSTOMER_SYNC: 'sync',
  RETRY_FAILED_SYNC: 'sync',
  UNDO_SYNC: 'sync',
}

/** Says what becomes of a job that is cancelled, before it is. */
export function CancelDialog({
  job,
  onClose,
  onCancel,
}: {
  job: JobRowFragment | undefined
  onClose: () => void
  onCancel: (job: JobRowFragment) => void
}) {
  const { t } = useTranslation('jobs')
  const nameOf = useJobName()
  return (
    <Dialog
      role="alertdialog"
      title={job ? t('cancel.title', { name: nameOf(job), id: job.id }) : ''}
      isOpen={job !== undefined}
      onClose={onClose}
    >
      {job && (
        <>
          <ul className={styles.facts}>
            {consequences(job).map((one) => (
              <li key={one}>{t(`cancel.${one}`)}</li>
            ))}
          </ul>
          <DialogActions>
            <Button onPress={onClose} autoFocus>
              {t('cancel.keep')}
            </Button>
            <Button
              look="danger"
              onPress={() => {
                onCancel(job)
                onClose()
              }}
            >
              {t('cancel.do')}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  )
}

function consequences({ type, status, dryRun, startedAt }: JobRowFragment) {
  if (status === 'QUEUED' && startedAt === null) return ['notBegun', 'resumable'] as const
  const stops = status === 'PAUSED' || status === 'QUEUED' ? 'atOnce' : 'afterBatch'
  return [stops, dryRun ? 'dryRun' : (KINDS[type] ?? 'stays'), 'resumable'] as const
}
