import { useTranslation } from 'react-i18next'
import type { JobHeadFragment } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { phaseWords } from './phase-words.ts'
import styles from './phases.module.css'
import { kindOf, useCourse } from './use-course.ts'

/** The phases that a job was seen to go through. */
export function Phases({ job }: { job: JobHeadFragment }) {
  const course = useCourse(job)
  const now = isSettled(job) ? null : job.phase
  const { t } = useTranslation('job')
  if (course.phases.length === 0) return null
  return (
    <section className={styles.phases} aria-label={t('phases.title')}>
      <p className={styles.title}>{t('phases.title')}</p>
      <ol>
        {course.phases.map((phase) => {
          const isNow = now !== null && kindOf(now) === kindOf(phase)
          return (
            <li key={kindOf(phase)} aria-current={isNow ? 'step' : undefined}>
              {phaseWords(isNow ? now : phase, t)}
            </li>
          )
        })}
      </ol>
      <p className={styles.caption}>{t('phases.since')}</p>
    </section>
  )
}
