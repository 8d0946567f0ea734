import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Page, Panel } from '../design/page.tsx'
import { Failed } from '../design/states.tsx'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { JOB_GROUPS } from './job-order.ts'
import { RunEverything } from './run-everything.tsx'
import styles from './start-list.module.css'
import { StartRow } from './start-row.tsx'
import { StartLastRunsDocument } from './start.graphql.ts'

/** All that can be started: the whole way in one, then each job type in the order of the chain. */
export function StartList() {
  const { t } = useTranslation(['start', 'common'])
  const [{ data, error }, again] = useQuery({ query: StartLastRunsDocument })
  useWhenSettled(() => again({ requestPolicy: 'network-only' }))
  return (
    <Page title={t('title')} lead={t('lead')}>
      <RunEverything />
      {error && !data && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
      {JOB_GROUPS.map(({ group, types }) => (
        <Panel key={group} title={t(`group.${group}`)} padded={false}>
          <ul className={styles.list}>
            {types.map((type) => (
              <StartRow key={type} type={type} last={data?.[type]} />
            ))}
          </ul>
        </Panel>
      ))}
    </Page>
  )
}
