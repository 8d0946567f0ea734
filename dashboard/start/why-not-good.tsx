import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Callout } from '../design/callout.tsx'
import type { StartJobFragment } from '../graphql/types.ts'

/** Why a job did not end well, in the server's words, with where one mends it. */
export function WhyNotGood({ job, actions }: { job: StartJobFragment; actions?: ReactNode }) {
  const { t } = useTranslation(['start', 'common'])
  const said = [...(job.error ? [job.error] : []), ...job.warnings]
  const needsPlaces = job.warnings.some(({ code }) => code.startsWith('DEPOT'))
  const isBad = job.status === 'FAILED'
  const ended = job.status as 'FAILED' | 'CANCELLED' | 'PAUSED' | 'COMPLETED_WITH_ERRORS'
  return (
    <Callout
      role="alert"
      tone={isBad ? 'bad' : 'attention'}
      title={t(`ended.${ended}`, { job: t(`common:type.${job.type}`) })}
      actions={
        <>
          {needsPlaces && (
            <Link href="/places" className={buttonClass('plain', 'small')}>
              {t('toPlaces')}
            </Link>
          )}
          <Link href={`/jobs/${job.id}`} className={buttonClass('plain', 'small')}>
            {t('showJob')}
          </Link>
          {actions}
        </>
      }
    >
      {said.map(({ message, hint }) => (
        <Fragment key={message}>
          <p>{message}</p>
          <p>{hint}</p>
        </Fragment>
      ))}
      {said.length === 0 && <p>{t(`endedHow.${ended}`)}</p>}
    </Callout>
  )
}
