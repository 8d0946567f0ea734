import type { ReactNode } from 'react'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import type { AnswerProblem } from '../graphql/use-answer.ts'
import { Button } from './button.tsx'
import { DialogActions } from './dialog.tsx'
import styles from './dialog.module.css'
import { Problem } from './problem.tsx'

export interface DialogFormProps {
  children: ReactNode
  /** What the button says that sends it. */
  action: string
  isSending: boolean
  onSend: () => Promise<void>
  onClose: () => void
  problem: AnswerProblem | null
  /** Paths whose issues stand at fields of their own. */
  fields?: readonly string[]
}

/** What is filled in in a dialog, why the server did not take it, and the way out. */
export function DialogForm({
  children,
  action,
  isSending,
  onSend,
  onClose,
  problem,
  fields,
}: DialogFormProps) {
  const { t } = useTranslation()
  return (
    <Form
      validationBehavior="aria"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void onSend()
      }}
    >
      {children}
      {problem && <Problem problem={problem} fields={fields} />}
      <DialogActions>
        <Button onPress={onClose}>{t('cancel')}</Button>
        <Button look="primary" type="submit" isPending={isSending}>
          {action}
        </Button>
      </DialogActions>
    </Form>
  )
}
