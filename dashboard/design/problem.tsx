import i18next from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useFormats } from '../formats/formats.ts'
import type { AnswerProblem } from '../graphql/use-answer.ts'
import { problem as english } from '../i18n/en/problem.ts'
import { problem as vietnamese } from '../i18n/vi/problem.ts'
import { buttonClass } from './button.tsx'
import { Callout, type CalloutProps } from './callout.tsx'

// Its words come with it, and not when they are needed: then the server may be away.
i18next.addResourceBundle('en', 'problem', english)
i18next.addResourceBundle('vi', 'problem', vietnamese)

export interface ProblemProps {
  problem: AnswerProblem
  /** Paths whose issues, and those of what lies below them, stand at fields of their own. */
  fields?: readonly string[]
  /** What else is to be said. */
  children?: ReactNode
  /** What else can be done. */
  actions?: ReactNode
}

/**
 * Says at once, in the server's words, why something was not done, and leads to what it names. Nothing stands here when
 * all of it stands at fields.
 */
export function Problem({ problem, fields = [], children, actions }: ProblemProps) {
  const shown = useShown(problem, fields)
  if (!shown) return null
  const { tone = 'bad', title, text = <p>{problem.message}</p>, link } = shown
  return (
    <Callout
      role="alert"
      tone={tone}
      title={title}
      actions={
        (link || actions) && (
          <>
            {link && (
              <Link href={link.href} className={buttonClass('plain', 'small')}>
                {link.label}
              </Link>
            )}
            {actions}
          </>
        )
      }
    >
      {text}
      {children}
    </Callout>
  )
}

/** What the server said of one field, and of what lies below it. */
export function issueAt(problem: AnswerProblem | null, field: string): string | undefined {
  if (problem?.__typename !== 'InvalidInput') return undefined
  const said = problem.issues.filter(({ path }) => isAt(path, field))
  return said.length > 0 ? said.map(({ message }) => message).join('; ') : undefined
}

function isAt(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`)
}

interface Shown {
  tone?: CalloutProps['tone']
  title: string
  /** The server's words unless told. */
  text?: ReactNode
  link?: { href: string; label: string }
}

function useShown(problem: AnswerProblem, fields: readonly string[]): Shown | null {
  const { t } = useTranslation(['problem', 'common'])
  const formats = useFormats()
  switch (problem.__typename) {
    case 'InvalidInput': {
      const issues = problem.issues.filter(({ path }) => !fields.some((field) => isAt(path, field)))
      if (issues.length === 0) return null
      const text = issues.map(({ path, message }) => (
        <p key={path + message}>
          <code>{path.replace(/^input(\.|$)/, '')}</code> {message}
        </p>
      ))
      return { title: t('refused'), text }
    }
    case 'JobAlreadyRunning':
    case 'JobConflict': {
      const { id, type } = problem.job
      const link = { href: `/jobs/${id}`, label: t('common:watchIt') }
      return problem.__typename === 'JobConflict'
        ? { tone: 'attention', title: t('conflict', { job: t(`common:type.${type}`) }), link }
        : { tone: 'running', title: t('running'), link }
    }
    case 'PlatformNotConfigured':
      return {
        title: t('notConnected', { platform: t(`common:platform.${problem.platform}`) }),
        text: <Variables names={problem.missing}>{t('variables')}</Variables>,
        link: { href: '/settings#platforms', label: t('toPlatforms') },
      }
    case 'WritesDisabled':
      return {
        tone: 'attention',
        title: problem.message,
        text: (
          <>
            <p>{t('dryRuns')}</p>
            {problem.until && <p>{t('until', { moment: formats.moment(problem.until) })}</p>}
          </>
        ),
        link: { href: '/settings#writes', label: t('toWrites') },
      }
    case 'DryRunRequired':
      return {
        tone: 'attention',
        title: t('refused'),
        link: { href: '/start/PRODUCT_SYNC', label: t('toDryRun') },
      }
    default:
      return { title: t('refused') }
  }
}

/** Variables of the server that are to be set. */
export function Variables({ names, children }: { names: readonly string[]; children: ReactNode }) {
  return (
    <>
      <p>{children}</p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
    </>
  )
}
