import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { Panel } from '../design/page.tsx'
import { Problem } from '../design/problem.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import type { SettingsScheduleFragment, SettingsSchedulesQuery } from '../graphql/types.ts'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { ScheduleRow } from './schedule-row.tsx'
import { Steps } from './schedule-steps.tsx'
import { SettingsSchedulesDocument } from './settings.graphql.ts'
import styles from './settings.module.css'
import { useSaveSchedule } from './use-save-schedule.ts'

type Suggested = SettingsSchedulesQuery['suggestedSchedules'][number]

/** What runs by itself and when, and what became of it. */
export function SchedulesPanel() {
  const { t } = useTranslation('settings')
  const [{ data, error }, again] = useQuery({
    query: SettingsSchedulesDocument,
    // An answer without any is asked for anew as well when the first one is made.
    context: SCHEDULES,
  })
  const [edited, setEdited] = useState<SettingsScheduleFragment | 'new' | null>(null)
  useWhenSettled(() => again({ requestPolicy: 'network-only' }))
  const suggested = data?.suggestedSchedules ?? []
  return (
    <Panel
      id="schedules"
      title={t('section.schedules')}
      padded={false}
      actions={
        <Button size="small" onPress={() => setEdited('new')}>
          <Plus aria-hidden="true" />
          {t('schedules.add')}
        </Button>
      }
    >
      {error && !data && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
      {!data && !error && <Loading rows={3} />}
      {data && data.schedules.length === 0 && (
        <Empty title={t('schedules.none')}>{t('schedules.noneText')}</Empty>
      )}
      <ul>
        {data?.schedules.map((schedule) => (
          <ScheduleRow key={schedule.id} schedule={schedule} onEdit={() => setEdited(schedule)} />
        ))}
      </ul>
      {suggested.length > 0 && (
        <section className={styles.suggested}>
          <h3>{t('schedules.suggested')}</h3>
          <ul>
            {suggested.map((one) => (
              <Suggestion key={one.name} suggested={one} />
            ))}
          </ul>
        </section>
      )}
      {edited && (
        <ScheduleDialog schedule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Panel>
  )
}

const SCHEDULES = { additionalTypenames: ['Schedule'] }

function Suggestion({ suggested }: { suggested: Suggested }) {
  const { t } = useTranslation('settings')
  const { save, isSaving, problem } = useSaveSchedule()
  const { name, cron, timeZone, continuesAfterErrors, steps } = suggested
  const add = () =>
    save({
      name,
      cron,
      timeZone,
      continuesAfterErrors,
      steps: steps.map(({ type, input }) => ({ type, input })),
    })
  return (
    <li className={styles.suggestion}>
      <div className={styles.grows}>
        <p>
          <strong>{name}</strong> <code>{cron}</code> <span className={styles.soft}>{timeZone}</span>
        </p>
        <Steps steps={steps} />
        {problem && <Problem problem={problem} />}
      </div>
      <Button
        size="small"
        isDisabled={isSaving}
        onPress={() => void add()}
        aria-label={t('schedules.addNamed', { name })}
      >
        <Plus aria-hidden="true" />
        {t('schedules.addThis')}
      </Button>
    </li>
  )
}
