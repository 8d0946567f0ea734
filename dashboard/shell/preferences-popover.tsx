import { SlidersHorizontal } from 'lucide-react'
import { Dialog as AriaDialog, DialogTrigger } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Select } from '../design/field.tsx'
import { changeLanguage, LANGUAGES, type Language } from '../i18n/language.ts'
import styles from './preferences.module.css'
import { THEMES, useTheme, type Theme } from './theme.ts'

const NAMES: Record<Language, string> = { en: 'English', vi: 'Tiếng Việt' }

/** Opens at once: it is loaded when its button is pressed. */
export default function PreferencesPopover() {
  const { t, i18n } = useTranslation()
  const [theme, setTheme] = useTheme()
  return (
    <DialogTrigger defaultOpen>
      <Button look="quiet" aria-label={t('preferences.title')}>
        <SlidersHorizontal />
      </Button>
      <Popover placement="bottom end" className={styles.popover}>
        <AriaDialog aria-label={t('preferences.title')} className={styles.dialog}>
          <Select
            label={t('preferences.language')}
            choices={LANGUAGES.map((id) => ({ id, label: NAMES[id] }))}
            value={i18n.language}
            onChange={(id) => void changeLanguage(id as Language)}
          />
          <Select
            label={t('preferences.theme')}
            choices={THEMES.map((id) => ({ id, label: t(`preferences.themes.${id}`) }))}
            value={theme}
            onChange={(id) => setTheme(id as Theme)}
          />
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  )
}
