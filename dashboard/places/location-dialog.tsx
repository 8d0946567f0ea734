import { type FormEvent, useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { TextField } from '../design/field.tsx'
import { notify } from '../design/notices.tsx'
import { Problem } from '../design/problem.tsx'
import { Failed } from '../design/states.tsx'
import { DepotChoice } from './depot-choice.tsx'
import styles from './places-page.module.css'
import type { Depot, Location } from './place.ts'
import { usePlacesChange } from './use-places-change.ts'

interface LocationDialogProps {
  location: Location
  depots: readonly Depot[]
  onClose: () => void
}

/** Says which depots feed a location and what is held back there; where a depot comes from is said before. */
export function LocationDialog({ location, depots, onClose }: LocationDialogProps) {
  const { t } = useTranslation('places')
  const [chosen, setChosen] = useState(location.nhanhDepots.map(({ id }) => id))
  const [reserve, setReserve] = useState(String(location.reserve))
  const { isChanging, problem, error, setLocation } = usePlacesChange()
  const ofReserve = problem?.issues?.find(({ path }) => path === 'reserve')?.message
  const elsewhere = problem?.issues?.filter(({ path }) => path !== 'reserve')

  const effectOn = (depot: Depot, isChosen: boolean): string | null => {
    const isHere = depot.location?.id === location.id
    if (isHere) return isChosen ? null : t('effects.leaves')
    if (!isChosen) return null
    if (depot.location) return t('effects.moves', { from: depot.location.name })
    return depot.excluded ? t('effects.included') : null
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await setLocation(location.id, chosen, reserve === '' ? 0 : Number(reserve)))) return
    notify({ text: t('saved', { name: location.name }), tone: 'good' })
    onClose()
  }
  return (
    <Dialog title={t('edit.title', { name: location.name })} isOpen onClose={onClose}>
      <Form validationBehavior="aria" className={styles.form} onSubmit={(event) => void save(event)}>
        <DepotChoice
          legend={t('edit.depots')}
          depots={depots}
          chosen={chosen}
          onChange={setChosen}
          effectOn={effectOn}
        />
        <TextField
          type="number"
          label={t('edit.reserve')}
          help={t('edit.reserveHelp')}
          error={ofReserve}
          value={reserve}
          onChange={setReserve}
        />
        {error && <Failed error={error} onRetry={() => void setLocation(location.id, chosen)} />}
        {problem && elsewhere?.length !== 0 && <Problem problem={{ ...problem, issues: elsewhere }} />}
        <DialogActions>
          <Button onPress={onClose}>{t('edit.cancel')}</Button>
          <Button look="primary" type="submit" isPending={isChanging}>
            {t('edit.save')}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
