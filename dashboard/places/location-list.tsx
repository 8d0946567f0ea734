import { ArrowRight, Warehouse } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Panel } from '../design/page.tsx'
import { Empty } from '../design/states.tsx'
import { Tag } from '../design/tag.tsx'
import { useFormats } from '../formats/formats.ts'
import styles from './location-list.module.css'
import { depotName, isWritable, type Depot, type Location } from './place.ts'

export interface LocationListProps {
  locations: readonly Location[]
  depots: readonly Depot[]
  onEdit: (id: string) => void
}

/** Who feeds whom: the depots on the left, the location that shows their stock on the right. */
export function LocationList({ locations, depots, onEdit }: LocationListProps) {
  const { t } = useTranslation('places')
  return (
    <Panel title={t('locations.title')} padded={false}>
      {locations.length === 0 ? (
        <Empty title={t('locations.none')}>{t('locations.noneText')}</Empty>
      ) : (
        <>
          <p className={styles.sides} aria-hidden="true">
            <span>{t('locations.depots')}</span>
            <span className={styles.room} />
            <span>{t('locations.location')}</span>
          </p>
          <ul>
            {locations.map((location) => (
              <LocationRow key={location.id} location={location} depots={depots} onEdit={onEdit} />
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}

function LocationRow({
  location,
  depots,
  onEdit,
}: Omit<LocationListProps, 'locations'> & { location: Location }) {
  const { t } = useTranslation('places')
  const formats = useFormats()
  const assigned = new Set(location.nhanhDepots.map(({ id }) => id))
  const effective = new Set(location.effectiveDepots.map(({ id }) => id))
  const feeding = depots.filter(({ id }) => assigned.has(id) || effective.has(id))
  const canChange = isWritable(location)
  return (
    <li className={canChange ? styles.row : [styles.row, styles.resting].join(' ')}>
      <div className={styles.feeding}>
        {feeding.length === 0 ? (
          <p className={styles.soft}>{canChange ? t('locations.unfed') : t('locations.notWritten')}</p>
        ) : (
          <ul className={styles.depots} aria-label={t('locations.fedBy', { name: location.name })}>
            {feeding.map((depot) => (
              <li key={depot.id} className={styles.depot}>
                <Warehouse aria-hidden="true" />
                <span>{depotName(depot)}</span>
                {!assigned.has(depot.id) && <Tag>{t('locations.byItself')}</Tag>}
                {assigned.has(depot.id) && !effective.has(depot.id) && (
                  <Tag tone="bad">{t('locations.notShown')}</Tag>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      <ArrowRight aria-hidden="true" className={styles.arrow} />
      <div className={styles.location}>
        <h3>{location.name}</h3>
        {!location.isActive && <Tag>{t('locations.inactive')}</Tag>}
        {location.isFulfillmentService && <Tag>{t('locations.service')}</Tag>}
        {location.reserve > 0 && (
          <p className={styles.soft}>
            {t('locations.reserve', {
              count: location.reserve,
              shown: formats.number(location.reserve),
            })}
          </p>
        )}
      </div>
      {canChange && (
        <Button
          size="small"
          aria-label={t('locations.editOne', { name: location.name })}
          onPress={() => onEdit(location.id)}
        >
          {t('locations.edit')}
        </Button>
      )}
    </li>
  )
}
