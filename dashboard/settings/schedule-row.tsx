import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { Switch } from '../design/field.tsx'
import { Menu } from '../design/menu.tsx'
import { notify } from '../design/notices.tsx'
import { Problem } from '../design/problem.tsx'
import { Tag } from '../design/tag.tsx'
import { useFormats } from '../formats/formats.ts'
import type { SettingsScheduleFragment } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { useNow } from '../shell/now.ts'
import { Steps } from './schedule-steps.tsx'
import {
  SettingsDeleteScheduleDocument,
  SettingsRunScheduleDocument,
  SettingsSetScheduleEnabledDocument,
} from './settings.graphql.ts'
import styles from './settings.module.css'

/** One schedule: when it runs next, how it went last, and what can be done with it. */
export function ScheduleRow({
  schedule,
  onEdit,
}: {
  schedule: SettingsScheduleFragment
  onEdit: () => void
}) {
  const { t } = useTranslation(['settings', 'common'])
  const formats = useFormats()
  const now = useNow()
  const { id, name, enabled, nextRunAt } = schedule
  const { ask, problem } = useAnswer()
  const [isAsked, setIsAsked] = useState(false)

  const switchTo = (wanted: boolean) => ask(SettingsSetScheduleEnabledDocument, { id, enabled: wanted })
  const runNow = async () => {
    const done = await ask(SettingsRunScheduleDocument, { id }, ['Schedule'])
    if (!done) return
    const { note, jobs } = done.run
    const [job] = jobs
    notify({
      tone: job ? 'still' : 'attention',
      text: job ? t('schedules.begun', { name }) : (note ?? t('schedules.begun', { name })),
      link: job && { href: `/jobs/${job.id}`, label: t('common:watchIt') },
    })
  }
  const deleteIt = async () => {
    setIsAsked(false)
    if (await ask(SettingsDeleteScheduleDocument, { id }, ['Schedule']))
      notify({ tone: 'good', text: t('schedules.deleted', { name }) })
  }

  return (
    <li className={styles.schedule}>
      <div className={styles.line}>
        <h3 className={styles.grows}>{name}</h3>
        <Switch isSelected={enabled} onChange={(wanted) => void switchTo(wanted)}>
          <span className="visually-hidden">{name}: </span>
          {t(enabled ? 'schedules.enabled' : 'schedules.disabled')}
        </Switch>
        <Button size="small" onPress={() => void runNow()} aria-label={t('schedules.runNowNamed', { name })}>
          {t('schedules.runNow')}
        </Button>
        <Menu
          label={t('schedules.more', { name })}
          button={
            <Button size="small" look="quiet" aria-label={t('schedules.more', { name })}>
              <Ellipsis />
            </Button>
          }
          choices={[
            { id: 'edit', label: t('schedules.edit') },
            { id: 'delete', label: t('schedules.delete') },
          ]}
          onAction={(action) => (action === 'edit' ? onEdit() : setIsAsked(true))}
        />
      </div>
      <Steps steps={schedule.steps} />
      <p className={styles.soft}>
        <code>{schedule.cron}</code> {schedule.timeZone}
        {nextRunAt && (
          <>
            {' · '}
            <strong className={styles.next}>
              {t('schedules.next', { moment: formats.moment(nextRunAt), ago: formats.ago(nextRunAt, now) })}
            </strong>
          </>
        )}
      </p>
      {problem && <Problem problem={problem} />}
      <Runs schedule={schedule} />
      <Dialog
        role="alertdialog"
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        title={t('schedules.deleteQuestion', { name })}
      >
        <p>{t('schedules.deleteText')}</p>
        <DialogActions>
          <Button onPress={() => setIsAsked(false)}>{t('schedules.keep')}</Button>
          <Button look="danger" onPress={() => void deleteIt()}>
            {t('schedules.delete')}
          </Button>
        </DialogActions>
      </Dialog>
    </li>
  )
}

const TONES = {
  RUNNING: 'running',
  COMPLETED: 'good',
  COMPLETED_WITH_ERRORS: 'attention',
  FAILED: 'bad',
  CANCELLED: 'still',
  SKIPPED: 'still',
  MISSED: 'attention',
} as const

function Runs({ schedule }: { schedule: SettingsScheduleFragment }) {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  const runs = schedule.runs.nodes
  if (runs.length === 0) return <p className={styles.soft}>{t('schedules.neverRun')}</p>
  return (
    <ul className={styles.runs} aria-label={t('schedules.lastRuns', { name: schedule.name })}>
      {runs.map(({ id, dueAt, outcome, note, jobs }) => {
        const known = outcome as keyof typeof TONES
        return (
          <li key={id} className={styles.run}>
            <span className={styles.when}>{formats.moment(dueAt)}</span>
            <Tag tone={TONES[known]}>{t(`schedules.outcome.${known}`)}</Tag>
            <span className={styles.grows}>
              {note && <span className={styles.soft}>{note} </span>}
              {jobs.map((job, index) => (
                <span key={job.id}>
                  {index > 0 && ' · '}
                  <Link href={`/jobs/${job.id}`}>{t('schedules.job', { id: job.id })}</Link>
                </span>
              ))}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
