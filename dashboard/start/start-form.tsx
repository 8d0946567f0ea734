import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Button, buttonClass } from '../design/button.tsx'
import { notify } from '../design/notices.tsx'
import { Page, Panel } from '../design/page.tsx'
import { Problem } from '../design/problem.tsx'
import type { StartInput } from '../graphql/start-inputs.ts'
import type { AnswerProblem } from '../graphql/use-answer.ts'
import { useAddress } from '../shell/address.ts'
import { StartField } from './input-field.tsx'
import { firstTexts, inputOf, issuesByField, shownFields } from './input-values.ts'
import { PlanPanel } from './plan-panel.tsx'
import styles from './start-form.module.css'
import { useStartJob } from './start-job.ts'

interface Refusal {
  problem: AnswerProblem
  /** What was asked for, by which the server names its issues. */
  input: Record<string, unknown>
}

/**
 * What a job type is started with, made from its input in the API. Where there is a dry run, that comes first. The
 * address can name any field, and the dry run that was made.
 */
export function StartForm({ startInput }: { startInput: StartInput }) {
  const { t } = useTranslation(['start', 'common'])
  const { type } = startInput
  const address = useAddress()
  const [, navigate] = useLocation()
  const startJob = useStartJob()
  const fields = shownFields(startInput.fields)
  const [texts, setTexts] = useState(() => firstTexts(fields, address))
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [isSending, setIsSending] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    // To the first field that the server has something against.
    if (refusal) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refusal])
  const has = (name: string) => startInput.fields.some((field) => field.name === name)
  const dryRunId = has('dryRun') ? address.get('dry') : undefined
  const wanted = inputOf(fields, texts)

  const start = async (input: Record<string, unknown>) => {
    setIsSending(true)
    setRefusal(null)
    const outcome = await startJob(type, input)
    setIsSending(false)
    if (outcome.__typename !== 'StartJobSuccess') {
      setRefusal({ problem: outcome, input })
      return
    }
    if (input['dryRun'] === true) {
      address.set({ dry: outcome.job.id })
      return
    }
    const names = outcome.wouldWriteAgain.map(({ name }) => name).join(', ')
    if (names !== '')
      notify({
        tone: 'attention',
        text: t('wouldWriteAgain', { names }),
        link: { href: '/settings#schedules', label: t('toSchedules') },
      })
    navigate(`/jobs/${outcome.job.id}`)
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    void start(has('dryRun') ? { ...wanted, dryRun: true } : wanted)
  }

  const issues = refusal?.problem.__typename === 'InvalidInput' ? refusal.problem.issues : []
  const errors = issuesByField(refusal?.input ?? {}, issues)
  return (
    <Page
      title={t(`common:type.${type}`)}
      lead={t(`does.${type}`)}
      actions={
        <Link href="/start" className={buttonClass('quiet')}>
          {t('allTypes')}
        </Link>
      }
    >
      {dryRunId && (
        <PlanPanel
          id={dryRunId}
          type={type}
          canApply={has('planOf')}
          isSending={isSending}
          onApply={() => void start(has('planOf') ? { planOf: dryRunId } : wanted)}
          onAgain={() => void start({ ...wanted, dryRun: true })}
        />
      )}
      {refusal && (
        <Problem
          problem={refusal.problem}
          // A box to tick has no room for what the server says.
          fields={fields.filter((field) => field.type !== 'Boolean').map(({ name }) => `input.${name}`)}
        />
      )}
      <Panel title={t('options')}>
        <form ref={form} className={styles.form} onSubmit={submit} noValidate>
          {[false, true].map((isList) => (
            <div key={String(isList)} className={styles.fields}>
              {fields
                .filter(({ list }) => list === isList)
                .map((field) => (
                  <StartField
                    key={field.name}
                    field={field}
                    text={texts[field.name] ?? ''}
                    onChange={(text) => setTexts((before) => ({ ...before, [field.name]: text }))}
                    error={errors[field.name]}
                  />
                ))}
            </div>
          ))}
          <div className={styles.buttons}>
            {has('dryRun') ? (
              <>
                <Button type="submit" look={dryRunId ? 'plain' : 'primary'} isDisabled={isSending}>
                  {t(dryRunId ? 'dryRunAgain' : 'dryRun')}
                </Button>
                <Button isDisabled={isSending} onPress={() => void start(wanted)}>
                  {t('runNow')}
                </Button>
                <span className={styles.note}>{t('dryRunHelp')}</span>
              </>
            ) : (
              <Button look="primary" type="submit" isDisabled={isSending}>
                {t('startNow')}
              </Button>
            )}
          </div>
        </form>
      </Panel>
    </Page>
  )
}
