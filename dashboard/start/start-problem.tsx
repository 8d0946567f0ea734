import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Callout } from '../design/callout.tsx'
import { useFormats } from '../formats/formats.ts'
import type { StartProblem as Problem } from './start-job.ts'

/** Why a job was not started, in the server's words, and where one can do something about it. */
export function StartProblem({
  problem,
  others,
  actions,
}: {
  problem: Problem
  /** Of InvalidInput: what stands at none of the fields; all of it unless told. */
  others?: readonly string[]
  actions?: ReactNode
}) {
  const { t } = useTranslation(['start', 'common'])
  const formats = useFormats()
  const link = (href: string, label: string) => (
    <Link href={href} className={buttonClass('plain', 'small')}>
      {label}
    </Link>
  )
  switch (problem.__typename) {
    case 'JobAlreadyRunning':
      return (
        <Callout
          role="alert"
          tone="running"
          title={t('problem.alreadyRunning')}
          actions={link(`/jobs/${problem.job.id}`, t('watchIt'))}
        >
          <p>{t('problem.alreadyRunningWhy')}</p>
        </Callout>
      )
    case 'JobConflict':
      return (
        <Callout
          role="alert"
          tone="attention"
          title={t('problem.conflict', { job: t(`common:type.${problem.job.type}`) })}
          actions={
            <>
              {link(`/jobs/${problem.job.id}`, t('watchIt'))}
              {actions}
            </>
          }
        >
          <p>{problem.message}</p>
        </Callout>
      )
    case 'PlatformNotConfigured':
      return (
        <Callout
          role="alert"
          tone="bad"
          title={t('problem.notConfigured', { platform: t(`common:platform.${problem.platform}`) })}
          actions={
            <>
              {link('/settings#platforms', t('problem.toPlatforms'))}
              {actions}
            </>
          }
        >
          <p>{t('problem.notConfiguredHow')}</p>
          <ul>
            {problem.missing.map((name) => (
              <li key={name}>
                <code>{name}</code>
              </li>
            ))}
          </ul>
        </Callout>
      )
    case 'WritesDisabled':
      return (
        <Callout
          role="alert"
          tone="attention"
          title={problem.message}
          actions={
            <>
              {link('/settings#writes', t('problem.toWrites'))}
              {actions}
            </>
          }
        >
          <p>{t('problem.writesDisabledHow')}</p>
          {problem.until && <p>{t('problem.writesUntil', { moment: formats.moment(problem.until) })}</p>}
        </Callout>
      )
    case 'InvalidInput':
      return (
        <Callout role="alert" tone="bad" title={t('problem.invalid')} actions={actions}>
          {(others ?? problem.issues.map(({ message }) => message)).map((message) => (
            <p key={message}>{message}</p>
          ))}
        </Callout>
      )
    case 'Unanswered':
      return (
        <Callout role="alert" tone="bad" title={t('problem.unanswered')} actions={actions}>
          <p>{problem.message}</p>
        </Callout>
      )
  }
}
