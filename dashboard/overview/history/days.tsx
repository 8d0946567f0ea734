import { ChevronDown } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../design/page.tsx'
import { Failed, Loading } from '../../design/states.tsx'
import { useFormats } from '../../formats/formats.ts'
import disclosure from '../disclosure.module.css'
import { timeZone } from '../time-zone.ts'
import { useQuestion } from '../use-question.ts'
import { DayChart } from './day-chart.tsx'
import { DayTable } from './day-table.tsx'
import { ENDS } from './ends.ts'
import { OverviewDaysDocument } from './history.graphql.ts'
import styles from './history.module.css'

/** How many jobs ended on each of the last 30 days, and how fast they were: as charts and as a table. */
export function Days() {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const { data, error, refresh } = useQuestion(OverviewDaysDocument, { timeZone: timeZone() })
  const days = data?.jobDays
  const shown = useMemo(
    () =>
      days && {
        names: days.map(({ day }) => day),
        ends: ENDS.map(({ name, status, tone }) => ({
          label: t(`status.${status}`, { ns: 'common' }),
          tone,
          values: days.map((one) => one[name]),
        })),
        speed: [
          { label: t('history.speedUnit'), tone: 'running' as const, values: days.map(({ speed }) => speed) },
        ],
      },
    [days, t],
  )
  if (error && !days) return <Failed error={error} onRetry={refresh} />
  if (!days || !shown) return <Loading rows={5} />

  const sum = (name: (typeof ENDS)[number]['name'] | 'items') =>
    days.reduce((total, day) => total + day[name], 0)
  const ended = ENDS.reduce((total, { name }) => total + sum(name), 0)
  const latest = days.findLast(({ speed }) => speed !== null)?.speed ?? null
  const jobsText =
    ended === 0
      ? t('history.noJobs')
      : t('history.jobsSummary', {
          jobs: formats.number(ended),
          completed: formats.number(sum('completed')),
          withErrors: formats.number(sum('completedWithErrors')),
          failed: formats.number(sum('failed')),
          cancelled: formats.number(sum('cancelled')),
        })
  const speedText =
    latest === null
      ? t('history.noJobs')
      : t('history.speedSummary', { items: formats.number(sum('items')), speed: formats.speed(latest) })
  return (
    <Panel title={t('history.lastDays')}>
      <div className={styles.charts}>
        <DayChart
          title={t('history.jobs')}
          summary={jobsText}
          days={shown.names}
          series={shown.ends}
          kind="bars"
        />
        <DayChart
          title={t('history.speed')}
          summary={speedText}
          days={shown.names}
          series={shown.speed}
          kind="line"
        />
      </div>
      <Disclosure>
        <Button slot="trigger" className={disclosure.trigger}>
          <ChevronDown aria-hidden="true" />
          {t('history.asTable')}
        </Button>
        <DisclosurePanel>
          <DayTable days={days} />
        </DisclosurePanel>
      </Disclosure>
    </Panel>
  )
}
