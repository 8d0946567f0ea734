import { Check, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button, buttonClass } from '../design/button.tsx'
import { Callout } from '../design/callout.tsx'
import { Problem } from '../design/problem.tsx'
import { useFormats } from '../formats/formats.ts'
import { writesOf, type RunView, type StepState, type StepView } from './everything-steps.ts'
import { Findings } from './findings.tsx'
import { JobLine } from './job-line.tsx'
import styles from './run-everything.module.css'
import type { Everything } from './use-everything.ts'
import { WhyNotGood } from './why-not-good.tsx'

interface StepProps {
  view: StepView
  number: number
  run: RunView
  everything: Everything
}

/** One step: how it stands, its jobs while they matter, and what a person decides in it. */
export function EverythingStep({ view, number, run, everything }: StepProps) {
  const { t } = useTranslation(['start', 'common'])
  const { step, state } = view
  const isHere = state === 'running' || state === 'stopped' || state === 'ready'
  return (
    <li className={styles.step} data-state={state} tabIndex={-1} aria-current={isHere ? 'step' : undefined}>
      <span className={styles.mark}>
        <Mark state={state} number={number} />
      </span>
      <div className={styles.body}>
        <h3>
          {t(`everything.step.${step}`)}{' '}
          {state !== 'ahead' && state !== 'ready' && (
            <span className={styles.state}>{t(`everything.state.${state}`)}</span>
          )}
        </h3>
        {state === 'over' && <p className={styles.text}>{t(`everything.over.${overOf(step, run)}`)}</p>}
        {(isHere || state === 'done') &&
          view.slots
            .filter(({ id }) => id !== undefined)
            .map(({ name, type, job }) => <JobLine key={name} type={type} job={job} />)}
        {everything.problem?.slot.step === step && <NotStarted everything={everything} />}
        {state === 'stopped' && <Stopped view={view} everything={everything} />}
        {step === 'review' && state === 'ready' && <Review run={run} everything={everything} />}
        {step === 'apply' && state === 'done' && <Applied view={view} />}
      </div>
    </li>
  )
}

function Mark({ state, number }: { state: StepState; number: number }) {
  if (state === 'done') return <Check aria-hidden="true" />
  if (state === 'stopped') return <TriangleAlert aria-hidden="true" />
  return <span aria-hidden="true">{number}</span>
}

/** Why there is nothing to do; that nothing differs is said only of a comparison that ended well. */
function overOf(step: StepView['step'], run: RunView): 'review' | 'reviewWithErrors' | 'apply' {
  if (step !== 'review') return 'apply'
  const plans = run.steps.find((view) => view.step === 'compare')?.slots ?? []
  return plans.every(({ job }) => job?.status === 'COMPLETED') ? 'review' : 'reviewWithErrors'
}

function NotStarted({ everything }: { everything: Everything }) {
  const { t } = useTranslation(['start', 'common'])
  const { slot, outcome } = everything.problem!
  const isOldPlan = slot.step === 'apply' && outcome.__typename === 'InvalidInput'
  return (
    <Problem
      problem={outcome}
      actions={
        isOldPlan ? (
          <Button size="small" onPress={() => everything.again('compare')}>
            {t('everything.compareAgain')}
          </Button>
        ) : (
          <Button size="small" onPress={slot.step === 'apply' ? everything.apply : everything.retry}>
            {t('common:retry')}
          </Button>
        )
      }
    />
  )
}

function Stopped({ view, everything }: { view: StepView; everything: Everything }) {
  const { t } = useTranslation(['start', 'common'])
  const { step, slots } = view
  const withErrors = slots.filter(({ job }) => job?.status === 'COMPLETED_WITH_ERRORS')
  const bad = slots.filter(({ job, isGone }) => isGone || (job && BAD.has(job.status)))
  return (
    <>
      {[...bad, ...withErrors].map(({ name, job }) =>
        job ? (
          <WhyNotGood key={name} job={job} />
        ) : (
          <Callout key={name} role="alert" tone="bad" title={t('everything.gone')} />
        ),
      )}
      <div className={styles.buttons}>
        <Button onPress={() => everything.again(step === 'apply' ? 'compare' : step)}>
          {t(step === 'apply' ? 'everything.compareAgain' : 'everything.again')}
        </Button>
        {bad.length === 0 && withErrors.length > 0 && (
          <Button onPress={() => everything.pass(step)}>
            {t(step === 'apply' ? 'everything.letBe' : 'everything.pass')}
          </Button>
        )}
      </div>
    </>
  )
}

const BAD: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'PAUSED'])

function Review({ run, everything }: { run: RunView; everything: Everything }) {
  const { t } = useTranslation(['start', 'common'])
  const formats = useFormats()
  const plans = run.steps.find(({ step }) => step === 'compare')?.slots ?? []
  return (
    <>
      <p className={styles.text}>{t('everything.reviewText')}</p>
      {plans.map(
        ({ name, type, job }) =>
          job && (
            <section key={name} className={styles.plan} aria-label={t(`common:type.${type}`)}>
              {plans.length > 1 && <h4>{t(`common:type.${type}`)}</h4>}
              <Findings job={job} level={plans.length > 1 ? 5 : 4} />
            </section>
          ),
      )}
      <div className={styles.buttons}>
        <Button look="primary" onPress={() => everything.apply()}>
          {t('everything.apply', { count: run.wouldWrite, written: formats.number(run.wouldWrite) })}
        </Button>
        <Button onPress={() => everything.again('compare')}>{t('everything.compareAgain')}</Button>
      </div>
    </>
  )
}

function Applied({ view }: { view: StepView }) {
  const { t } = useTranslation(['start', 'common'])
  const formats = useFormats()
  const written = view.slots.reduce((sum, { job }) => sum + (job ? writesOf(job) : 0), 0)
  const [only] = view.slots
  return (
    <Callout
      role="status"
      tone="good"
      title={t('everything.applied', { count: written, written: formats.number(written) })}
      actions={
        only?.id && (
          <Link href={`/jobs/${only.id}`} className={buttonClass('plain', 'small')}>
            {t('showJob')}
          </Link>
        )
      }
    >
      <p>{t('everything.undoable')}</p>
    </Callout>
  )
}
