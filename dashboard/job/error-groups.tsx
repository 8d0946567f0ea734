import { memo, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { notify } from '../design/notices.tsx'
import { Panel } from '../design/page.tsx'
import { Problem } from '../design/problem.tsx'
import { Failed } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobErrorsQuery, JobType } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import styles from './error-groups.module.css'
import { JobErrorsDocument, JobRetryFailedDocument } from './job-errors.graphql.ts'
import { isSync } from './job-kinds.ts'
import { OutcomeBadge } from './outcome-badge.tsx'
import { useLocationNames, withNames } from './use-location-names.ts'

type Group = NonNullable<JobErrorsQuery['job']>['errorGroups'][number]

export interface ErrorGroupsProps {
  id: string
  type: JobType
  dryRun: boolean
  /** When it changes, the groups are read again. */
  beat: number
  isOver: boolean
  onShow: (group: { code: string; outcome: string }) => void
}

/** Failed and skipped items by reason, with what to do; nothing stands here while there are none. */
export const ErrorGroups = memo(function ErrorGroups({ id, beat, onShow, ...job }: ErrorGroupsProps) {
  const { t } = useTranslation('job')
  const [{ data, error }, reexecute] = useQuery({ query: JobErrorsDocument, variables: { id } })
  const retry = useAnswer()
  useEffect(() => reexecute({ requestPolicy: 'network-only' }), [beat, reexecute])

  const groups = data?.job?.errorGroups ?? []
  if (error && !data)
    return <Failed error={error} onRetry={() => reexecute({ requestPolicy: 'network-only' })} />
  if (groups.length === 0) return null
  const mayRetry = (group: Group) =>
    job.isOver &&
    isSync(job.type) &&
    job.type !== 'UNDO_SYNC' &&
    !job.dryRun &&
    group.outcome === 'FAILED' &&
    group.retryable
  const retryThese = async (code: string) => {
    const done = await retry.ask(JobRetryFailedDocument, { jobId: id, codes: [code] })
    if (!done) return
    notify({
      text: t('retry.started'),
      tone: 'good',
      link: { href: `/jobs/${done.job.id}`, label: t('retry.watch') },
    })
  }
  return (
    <Panel title={t('groups.title')}>
      {retry.problem && <Problem problem={retry.problem} />}
      <ul className={styles.groups}>
        {groups.map((group) => (
          <li key={`${group.outcome} ${group.code}`} className={styles.group}>
            <GroupWords group={group} isProduct={job.type !== 'CUSTOMER_SYNC' && isSync(job.type)} />
            <div className={styles.actions}>
              <Button
                size="small"
                aria-label={t('groups.showCode', { code: group.code })}
                onPress={() => onShow({ code: group.code, outcome: group.outcome })}
              >
                {t('groups.show')}
              </Button>
              {mayRetry(group) && (
                <Button
                  size="small"
                  aria-label={t('groups.retryCode', { code: group.code })}
                  isDisabled={retry.isAsking}
                  onPress={() => void retryThese(group.code)}
                >
                  {t('groups.retry')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
})

function GroupWords({ group, isProduct }: { group: Group; isProduct: boolean }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const names = useLocationNames(isProduct)
  const titles = group.sample.map(({ title, key }) => title ?? key).join(', ')
  return (
    <div className={styles.words}>
      <p className={styles.head}>
        <strong>
          {t('groups.items', { count: group.count, formattedCount: formats.number(group.count) })}
        </strong>
        <OutcomeBadge outcome={group.outcome}>{t(`outcome.${group.outcome}`)}</OutcomeBadge>
        <code className={styles.code}>{group.code}</code>
      </p>
      <p>{group.hint ?? withNames(group.message, names)}</p>
      {group.hint !== null && <p className={styles.soft}>{withNames(group.message, names)}</p>}
      {titles && <p className={styles.soft}>{t('groups.sample', { titles })}</p>}
    </div>
  )
}
