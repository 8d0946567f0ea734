import { useTranslation } from 'react-i18next'
import { Checkbox } from '../design/field.tsx'
import styles from './depot-choice.module.css'
import { depotName, type Depot } from './place.ts'

export interface DepotChoiceProps {
  legend: string
  depots: readonly Depot[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
  /** What choosing a depot, or leaving it out, would change; null for nothing. */
  effectOn: (depot: Depot, isChosen: boolean) => string | null
}

/** Depots to be ticked, each with what that changes for it. */
export function DepotChoice({ legend, depots, chosen, onChange, effectOn }: DepotChoiceProps) {
  const { t } = useTranslation('places')
  return (
    <fieldset className={styles.choice}>
      <legend className={styles.legend}>{legend}</legend>
      {depots.map((depot) => {
        const isChosen = chosen.includes(depot.id)
        const effect = effectOn(depot, isChosen)
        return (
          <Checkbox
            key={depot.id}
            isSelected={isChosen}
            onChange={(isSelected) =>
              onChange(isSelected ? [...chosen, depot.id] : chosen.filter((id) => id !== depot.id))
            }
          >
            <span className={styles.depot}>
              <span>{depotName(depot)}</span>
              {!depot.granted && <span className={styles.effect}>{t('lostShort')}</span>}
              {effect && <span className={styles.effect}>{effect}</span>}
            </span>
          </Checkbox>
        )
      })}
    </fieldset>
  )
}
