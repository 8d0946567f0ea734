import { ChevronDown, CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Menu } from '../design/menu.tsx'
import { notify } from '../design/notices.tsx'
import { Panel } from '../design/page.tsx'
import { Problem } from '../design/problem.tsx'
import { Tag } from '../design/tag.tsx'
import { useAnswer } from '../graphql/use-answer.ts'
import styles from './places-page.module.css'
import { PlacesExcludeDocument, PlacesSetLocationDocument } from './places.graphql.ts'
import { depotName, isWritable, type Depot, type Location } from './place.ts'

export interface TroubledDepotsProps {
  /** open: without a place. lost: no longer granted. */
  trouble: 'open' | 'lost'
  /** Those that are in that trouble. */
  troubled: readonly Depot[]
  depots: readonly Depot[]
  locations: readonly Location[]
}

/** Depots that keep a sync from writing, and how each is put right at once. */
export function TroubledDepots({ trouble, troubled, depots, locations }: TroubledDepotsProps) {
  const { t } = useTranslation('places')
  const { ask, isAsking, problem } = useAnswer()
  const excluded = depots.filter((depot) => depot.excluded).map(({ id }) => id)

  const assign = async (depot: Depot, locationId: string) => {
    const location = locations.find(({ id }) => id === locationId)
    if (!location) return
    const feeding = location.nhanhDepots.map(({ id }) => id)
    if (await ask(PlacesSetLocationDocument, { location: location.id, depots: [...feeding, depot.id] }))
      notify({ text: t('assigned', { depot: depot.name, location: location.name }), tone: 'good' })
  }
  const leaveOut = async (depot: Depot) => {
    if (await ask(PlacesExcludeDocument, { depots: [...excluded, depot.id] }))
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
                        isDisabled={isAsking}
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
                  isDisabled={isAsking}
                  aria-label={t('leaveOutOne', { name: depot.name })}
                  onPress={() => void leaveOut(depot)}
                >
                  {t('leaveOut')}
                </Button>
              </span>
            </li>
          ))}
        </ul>
        {problem && <Problem problem={problem} />}
      </div>
    </Panel>
  )
}
