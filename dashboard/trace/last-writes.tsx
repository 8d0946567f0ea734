import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import table from '../design/table.module.css'
import { useFormats } from '../formats/formats.ts'
import { Changes } from './changes.tsx'
import { changesOf } from './levels.ts'
import styles from './trace-story.module.css'
import type { Trace } from './verdict.ts'

/** What the last syncs wrote of a variant: when, what it was before, and which job it was. */
export function LastWrites({
  writes,
  nameOf,
}: {
  writes: Trace['lastWrites']
  nameOf: (locationId: string) => string
}) {
  const { t } = useTranslation('trace')
  const formats = useFormats()
  return (
    <section className={styles.writes}>
      <h3>{t('writes.title')}</h3>
      {writes.length === 0 ? (
        <p className={styles.soft}>{t('writes.none')}</p>
      ) : (
        <ol className={styles.list}>
          {writes.map((write) => (
            <li key={write.id} className={styles.write}>
              <span className={table.soft}>{formats.moment(write.at)}</span>
              <span className={styles.wrote}>
                <Changes changes={changesOf(write)} nameOf={nameOf} />
                {write.message && <span className={styles.soft}>{write.message}</span>}
              </span>
              {write.job ? (
                <Link href={`/jobs/${write.job.id}`}>{t('job', { id: write.job.id })}</Link>
              ) : (
                <span className={styles.soft}>{t('writes.jobGone')}</span>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
