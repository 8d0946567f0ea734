import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogForm } from '../design/dialog-form.tsx'
import { Dialog } from '../design/dialog.tsx'
import { Checkbox, TextField } from '../design/field.tsx'
import { issueAt } from '../design/problem.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobType, SettingsScheduleFragment } from '../graphql/types.ts'
import { StepsEditor, type EditedStep } from './steps-editor.tsx'
import styles from './settings.module.css'
import { useSaveSchedule } from './use-save-schedule.ts'

const FIELDS = ['input.name', 'input.cron', 'input.timeZone', 'input.steps']
const DEFAULT_ZONE = 'Asia/Ho_Chi_Minh'
const FIRST_STEP: JobType = 'PULL_NHANH_PRODUCTS'

/** Makes a schedule, or changes one. schedule: null for a new one. */
export function ScheduleDialog({
  schedule,
  onClose,
}: {
  schedule: SettingsScheduleFragment | null
  onClose: () => void
}) {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  const { save, isSaving, problem } = useSaveSchedule()
  const [name, setName] = useState(schedule?.name ?? '')
  const [cron, setCron] = useState(schedule?.cron ?? '0 * * * *')
  const [timeZone, setTimeZone] = useState(schedule?.timeZone ?? DEFAULT_ZONE)
  const [goesOn, setGoesOn] = useState(schedule?.continuesAfterErrors ?? true)
  const [steps, setSteps] = useState<readonly EditedStep[]>(() =>
    (schedule?.steps ?? [{ type: FIRST_STEP, input: { mode: 'DELTA' } }]).map(({ type, input }) => ({
      key: crypto.randomUUID(),
      type,
      input: input as EditedStep['input'],
    })),
  )

  const send = async () => {
    const isSaved = await save({
      id: schedule?.id,
      name,
      cron,
      timeZone,
      continuesAfterErrors: goesOn,
      steps: steps.map(({ type, input }) => ({ type, input })),
    })
    if (isSaved) onClose()
  }

  const next = schedule?.nextRunAt
  return (
    <Dialog
      isOpen
      size="wide"
      onClose={onClose}
      title={schedule ? t('schedules.editNamed', { name: schedule.name }) : t('schedules.add')}
    >
      <DialogForm
        action={t('schedules.save')}
        isSending={isSaving}
        onSend={send}
        onClose={onClose}
        problem={problem}
        fields={FIELDS}
      >
        <TextField
          label={t('schedules.name')}
          value={name}
          onChange={setName}
          error={issueAt(problem, 'input.name')}
          isRequired
        />
        <div className={styles.pair}>
          <TextField
            label={t('schedules.cron')}
            help={
              <>
                {t('schedules.cronHelp')}{' '}
                {next && cron === schedule.cron && timeZone === schedule.timeZone
                  ? t('schedules.nextAsSaved', { moment: formats.moment(next) })
                  : t('schedules.nextAfterSaving')}
              </>
            }
            value={cron}
            onChange={setCron}
            error={issueAt(problem, 'input.cron')}
            isRequired
          />
          <TextField
            label={t('schedules.timeZone')}
            help={t('schedules.timeZoneHelp')}
            value={timeZone}
            onChange={setTimeZone}
            error={issueAt(problem, 'input.timeZone')}
            isRequired
          />
        </div>
        <StepsEditor steps={steps} onChange={setSteps} problem={problem} />
        <Checkbox isSelected={goesOn} onChange={setGoesOn} help={t('schedules.goesOnHelp')}>
          {t('schedules.goesOn')}
        </Checkbox>
      </DialogForm>
    </Dialog>
  )
}
