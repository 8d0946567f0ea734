import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { PolicyDialog } from '../matches/policy-dialog.tsx'
import type { Trace } from './verdict.ts'

/** Changes what is to be done with one mapping from now on, beginning with how it stands. */
export function PolicyButton({ mapping, name }: { mapping: Trace['mapping']; name: string }) {
  // The words of the dialog come with the page.
  const { t } = useTranslation(['trace', 'mappings'])
  const [isOpen, setIsOpen] = useState(false)
  const close = () => setIsOpen(false)
  return (
    <>
      <Button onPress={() => setIsOpen(true)}>{t('policy.button')}</Button>
      {isOpen && (
        <PolicyDialog
          title={t('policy.title', { name })}
          ids={[mapping.id]}
          policy={mapping.policy}
          standing={mapping}
          hasReserve
          onClose={close}
          onDone={close}
        />
      )}
    </>
  )
}
