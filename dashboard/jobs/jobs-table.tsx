import { useTranslation } from 'react-i18next'
import table from '../design/table.module.css'
import type { JobRowFragment } from '../graphql/types.ts'
import { JobTableRow } from './job-table-row.tsx'
import styles from './jobs-table.module.css'
import type { JobAction } from './use-job-control.ts'

/** The jobs of a page; cards where a table has no room. It renders when a row comes or goes. */
export function JobsTable({
  jobs,
  isStale,
  onAction,
}: {
  jobs: readonly JobRowFragment[]
  /** The answer to what is asked for now is not there yet. */
  isStale: boolean
  onAction: (action: JobAction, id: string) => void
}) {
  const { t } = useTranslation('jobs')
  return (
    <div className={styles.list} aria-busy={isStale}>
      <table className={[table.table, styles.table].join(' ')} aria-label={t('table')}>
        <thead>
          <tr>
            <th scope="col">{t('column.job')}</th>
            <th scope="col">{t('column.status')}</th>
            <th scope="col">{t('column.progress')}</th>
            <th scope="col">{t('column.result')}</th>
            <th scope="col" className={table.number}>
              {t('column.speed')}
            </th>
            <th scope="col" className={table.number}>
              {t('column.duration')}
            </th>
            <th scope="col">{t('column.started')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <JobTableRow key={job.id} job={job} onAction={onAction} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
