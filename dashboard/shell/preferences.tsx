import { SlidersHorizontal } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { lazyPart } from './lazy-part.ts'

const PreferencesPopover = lazyPart(() => import('./preferences-popover.tsx'))

/** How this reader sees the page; kept in the browser. Loaded when it is first asked for. */
export function Preferences() {
  const { t } = useTranslation()
  const [isWanted, setIsWanted] = useState(false)
  const button = (
    <Button look="quiet" aria-label={t('preferences.title')} onPress={() => setIsWanted(true)}>
      <SlidersHorizontal />
    </Button>
  )
  if (!isWanted) return button
  return (
    <Suspense fallback={button}>
      <PreferencesPopover />
    </Suspense>
  )
}
