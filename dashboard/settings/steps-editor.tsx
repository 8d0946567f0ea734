import { ArrowUp, Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Checkbox, Select } from '../design/field.tsx'
import { issueAt } from '../design/problem.tsx'
import type { JobType } from '../graphql/types.ts'
import type { AnswerProblem } from '../graphql/use-answer.ts'
import { JOB_GROUPS, startInputOf } from '../start/job-order.ts'
import styles from './settings.module.css'

export interface EditedStep {
  key: string
  type: JobType
  /** What is not shown here stays as it is. */
  input: Readonly<Record<string, unknown>>
}

// An undo is for a person who has looked.
const TYPES = JOB_GROUPS.flatMap(({ types }) => types).filter((type) => type !== 'UNDO_SYNC')

/** The jobs that a schedule starts, in their order. */
export function StepsEditor({
  steps,
  onChange,
  problem,
}: {
  steps: readonly EditedStep[]
  onChange: (steps: readonly EditedStep[]) => void
  problem: AnswerProblem | null
}) {
  const { t } = useTranslation(['settings', 'common'])
  const choices = TYPES.map((type) => ({ id: type, label: t(`common:type.${type}`) }))
  const issues = problem?.__typename === 'InvalidInput' ? problem.issues : []
  const listProblem = issues.find(({ path }) => path === 'input.steps')?.message
  return (
    <fieldset className={styles.stepsEditor}>
      <legend>{t('schedules.steps')}</legend>
      <ol className={styles.editedSteps}>
        {steps.map((step, index) => (
          <li key={step.key} className={styles.editedStep}>
            <div className={styles.grows}>
              <Select
                label={t('schedules.step', { number: index + 1 })}
                choices={choices}
                value={step.type}
                onChange={(type) =>
                  onChange(steps.with(index, { key: step.key, type: type as JobType, input: {} }))
                }
                error={issueAt(problem, `input.steps.${index}`)}
              />
            </div>
            <StepOptions step={step} onChange={(input) => onChange(steps.with(index, { ...step, input }))} />
            <Button
              size="small"
              look="quiet"
              isDisabled={index === 0}
              aria-label={t('schedules.stepUp', { number: index + 1 })}
              onPress={() => onChange(steps.with(index - 1, step).with(index, steps[index - 1]!))}
            >
              <ArrowUp />
            </Button>
            <Button
              size="small"
              look="quiet"
              aria-label={t('schedules.stepRemove', { number: index + 1 })}
              onPress={() => onChange(steps.toSpliced(index, 1))}
            >
              <X />
            </Button>
          </li>
        ))}
      </ol>
      {listProblem && (
        <p role="alert" className={styles.bad}>
          {listProblem}
        </p>
      )}
      <Button
        size="small"
        onPress={() => onChange([...steps, { key: crypto.randomUUID(), type: 'PRODUCT_SYNC', input: {} }])}
      >
        <Plus aria-hidden="true" />
        {t('schedules.stepAdd')}
      </Button>
    </fieldset>
  )
}

function StepOptions({
  step: { type, input },
  onChange,
}: {
  step: EditedStep
  onChange: (input: EditedStep['input']) => void
}) {
  const { t } = useTranslation(['settings', 'start'])
  const has = (name: string) => startInputOf(type)!.fields.some((field) => field.name === name)
  if (has('mode'))
    return (
      <Checkbox
        isSelected={input['mode'] === 'DELTA'}
        onChange={(isDelta) => onChange({ ...input, mode: isDelta ? 'DELTA' : 'FULL' })}
      >
        {t('start:values.DELTA')}
      </Checkbox>
    )
  if (has('dryRun'))
    return (
      <Checkbox
        isSelected={input['dryRun'] === true}
        onChange={(dryRun) => {
          const { dryRun: _before, ...others } = input
          onChange(dryRun ? { ...others, dryRun } : others)
        }}
      >
        {t('start:dryRun')}
      </Checkbox>
    )
  return null
}
