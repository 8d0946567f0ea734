import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../design/page.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobHeadFragment } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { lazyPart } from '../shell/lazy-part.ts'
import styles from './speed-panel.module.css'
import { useCourse, type Course } from './use-course.ts'
import { useWatchedJob } from './use-watched-job.ts'

const SpeedChart = lazyPart(() => import('./speed-chart.tsx'))

/** How the speed of a job went while it was watched; it claims nothing more. */
export function SpeedPanel({ id }: { id: string }) {
  const { t } = useTranslation('job')
  const { job } = useWatchedJob(id)
  return <Panel title={t('speed.title')}>{job && <WatchedCourse job={job} />}</Panel>
}

function WatchedCourse({ job }: { job: JobHeadFragment }) {
  const course = useCourse(job)
  const isDrawn = course.points.filter(({ speed }) => speed !== null).length > 1
  return <div className={styles.course}>{isDrawn ? <Drawn course={course} /> : <NotDrawn job={job} />}</div>
}

function Drawn({ course }: { course: Course }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const speeds = course.points.flatMap(({ speed }) => speed ?? [])
  const text = t('speed.chart', {
    count: speeds.length,
    since: formats.time(new Date(course.points[0]!.at * 1000).toISOString()),
    low: formats.speed(Math.min(...speeds)),
    high: formats.speed(Math.max(...speeds)),
    last: formats.speed(speeds.at(-1)!),
  })
  return (
    <figure className={styles.figure}>
      <div role="img" aria-label={text} className={styles.chart}>
        <Suspense fallback={null}>
          <SpeedChart points={course.points} />
        </Suspense>
      </div>
      <figcaption className={styles.caption} aria-hidden="true">
        {t('speed.axis')}
      </figcaption>
    </figure>
  )
}

function NotDrawn({ job }: { job: JobHeadFragment }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const rests = job.status === 'PAUSED' || job.status === 'QUEUED'
  if (!isSettled(job)) return <p className={styles.none}>{t(rests ? 'speed.rests' : 'speed.waits')}</p>
  return (
    <p className={styles.none}>
      {job.speed === null ? t('speed.neverKnown') : t('speed.notKept', { speed: formats.speed(job.speed) })}
    </p>
  )
}
