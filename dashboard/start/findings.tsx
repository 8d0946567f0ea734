import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useQuery } from 'urql'
import { buttonClass } from '../design/button.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { StartJobFragment } from '../graphql/types.ts'
import { writesOf } from './everything-steps.ts'
import styles from './findings.module.css'
import { LargestChanges } from './largest-changes.tsx'
import { StartFindingsDocument } from './start.graphql.ts'

/** What a job that has ended found: its counts, what it would change most, and what it left alone and why. */
export function Findings({
  job,
  level,
}: {
  job: StartJobFragment
  /** Of its headings, by what stands above it. */
  level: 3 | 4 | 5
}) {
  const { t } = useTranslation(['start', 'common'])
  const formats = useFormats()
  const [{ data, error, fetching }, again] = useQuery({
    query: StartFindingsDocument,
    variables: { id: job.id },
  })
  const Heading = `h${level}` as const
  const isMatch = job.type === 'AUTO_MATCH_PRODUCTS' || job.type === 'AUTO_MATCH_CUSTOMERS'
  const wouldDo = job.dryRun ? (isMatch ? 'wouldLink' : 'wouldWrite') : isMatch ? 'linked' : 'wrote'
  const counts = [
    [wouldDo, writesOf(job)],
    ['unchanged', job.unchanged],
    ['skipped', job.skipped],
    ['failed', job.failed],
  ] as const
  const groups = data?.job?.errorGroups ?? []
  const changes = data?.job?.largestChanges ?? []
  return (
    <div className={styles.findings}>
      <dl className={styles.counts}>
        {counts.map(([name, count]) => (
          <div key={name} className={styles.count}>
            <dt>{t(`count.${name}`)}</dt>
            <dd>{formats.number(count)}</dd>
          </div>
        ))}
      </dl>
      {error && !data && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
      {fetching && !data && <Loading rows={3} />}
      {changes.length > 0 && (
        <section>
          <Heading className={styles.heading}>{t('review.largest')}</Heading>
          <LargestChanges changes={changes} locations={data?.shopifyLocations ?? []} />
        </section>
      )}
      {groups.length > 0 && (
        <section>
          <Heading className={styles.heading}>{t('review.leftAlone')}</Heading>
          <ul>
            {groups.map(({ code, outcome, count, message, hint }) => (
              <li key={`${code} ${outcome}`} className={styles.group}>
                <span className={styles.groupCount}>{formats.number(count)}</span>
                <span>
                  {message} {hint && <span className={styles.hint}>{hint}</span>}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        <Link href={`/jobs/${job.id}`} className={buttonClass('plain', 'small')}>
          {t('review.ledger')}
        </Link>
      </p>
    </div>
  )
}
