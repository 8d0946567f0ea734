import { useTranslation } from 'react-i18next'
import { Dialog } from '../design/dialog.tsx'
import { Switch } from '../design/field.tsx'
import styles from './keys-dialog.module.css'
import { useKeysSwitch } from './use-keys.ts'

const KEYS = [
  [['j'], 'next'],
  [['k'], 'previous'],
  [['1', '9'], 'choose'],
  [['Enter'], 'link'],
  [['x'], 'ignore'],
  [['u'], 'undo'],
  [['?'], 'show'],
] as const

/** What the keys do, and whether they do. */
export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('matches')
  const [isOn, setOn] = useKeysSwitch()
  return (
    <Dialog title={t('keys.title')} isOpen={isOpen} onClose={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(([keys, name]) => (
          <div key={name} className={styles.entry}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ` ${t('keys.to')} `}
                  <kbd className={styles.key}>{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <Switch isSelected={isOn} onChange={setOn} help={t('keys.help')}>
        {t('keys.use')}
      </Switch>
    </Dialog>
  )
}
