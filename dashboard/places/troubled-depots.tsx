import { ChevronDown, CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Menu } from '../design/menu.tsx'
import { notify } from '../design/notices.tsx'
import { Panel } from '../design/page.tsx'
import { Problem } from '../design/problem.tsx'
import { Failed } from '../design/states.tsx'
import { Tag } from '../design/tag.tsx'
import styles from './places-page.module.css'
import { depotName, isWritable, type Depot, type Location } from './place.ts'
import { usePlacesChange } from './use-places-change.ts'

export interface TroubledDepotsProps {
  /** open: without a place. lost: no longer granted. */
  trouble: 'open' | 'lost'
  /** Those that are in that trouble. */
  troubled: readonly Depot[]
  depots: readonly Depot[]
  locations: readonly Location[]
  onRetry: () => void
}

/** Depots that keep a sync from writing, and how each is put right at once. */
export function TroubledDepots({ trouble, troubled, depots, locations, onRetry }: TroubledDepotsProps) {
  const { t } = useTranslation('places')
  const { isChanging, problem, error, setLocation, exclude } = usePlacesChange()
  const excluded = depots.filter((depot) => depot.excluded).map(({ id }) => id)

  const assign = async (depot: Depot, locationId: string) => {
    const location = locations.find(({ id }) => id === locationId)
    if (!location) return
    const feeding = location.nhanhDepots.map(({ id }) => id)
    if (await setLocation(location.id, [...feeding, depot.id]))
      notify({ text: t('assigned', { depot: depot.name, location: location.name }), tone: 'good' })
  }
  const leaveOut = async (depot: Depot) => {
    if (await exclude([...excluded, depot.id]))
      notify({ text: t('leftOut', { depot: depot.name }), tone: 'good' })
  }
  return (
    <Panel
      title={
        <span className={styles.alarm}>
          <CircleAlert aria-hidden="true" />
          {t(`${trouble}.title`, { count: troubled.length })}
        </span>
      }
    >
      <div className={styles.form}>
        <p>{t(`${trouble}.text`)}</p>
        <ul>
          {troubled.map((depot) => (
            <li key={depot.id} className={styles.troubled}>
              <span className={styles.name}>
                {depotName(depot)} <Tag tone="bad">{t(`${trouble}.tag`)}</Tag>
              </span>
              <span className={styles.buttons}>
                {trouble === 'open' && (
                  <Menu
                    label={t('open.assign', { name: depot.name })}
                    button={
                      <Button
                        size="small"
                        isDisabled={isChanging}
                        aria-label={t('open.assign', { name: depot.name })}
                      >
                        {t('open.assignShort')}
                        <ChevronDown />
                      </Button>
                    }
                    choices={locations.filter(isWritable).map(({ id, name }) => ({ id, label: name }))}
                    onAction={(id) => void assign(depot, id)}
                  />
                )}
                <Button
                  size="small"
                  isDisabled={isChanging}
                  aria-label={t('leaveOutOne', { name: depot.name })}
                  onPress={() => void leaveOut(depot)}
                >
                  {t('leaveOut')}
                </Button>
              </span>
            </li>
          ))}
        </ul>
        {error && <Failed error={error} onRetry={onRetry} />}
        {problem && <Problem problem={problem} />}
      </div>
    </Panel>
  )
}
