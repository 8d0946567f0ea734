import { ChevronDown } from 'lucide-react'
import { Suspense, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'
import { useTranslation } from 'react-i18next'
import { Loading } from '../design/states.tsx'
import type { JobType } from '../graphql/types.ts'
import { lazyPart } from '../shell/lazy-part.ts'
import styles from './disclosure.module.css'
const ChangesTable = lazyPart(() => import('./changes-table.tsx'))

/** What the last sync changed most, before and after; asked for when it is opened. */
export function LargestChanges({ type }: { type: JobType }) {
  const { t } = useTranslation('overview')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Disclosure isExpanded={isOpen} onExpandedChange={setIsOpen}>
      <Button slot="trigger" className={styles.trigger}>
        <ChevronDown aria-hidden="true" />
        {t('chain.changes')}
      </Button>
      <DisclosurePanel>
        {isOpen && (
          <Suspense fallback={<Loading rows={4} />}>
            <ChangesTable type={type} />
          </Suspense>
        )}
      </DisclosurePanel>
    </Disclosure>
  )
}
