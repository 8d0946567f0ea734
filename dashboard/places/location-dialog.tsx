import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogForm } from '../design/dialog-form.tsx'
import { Dialog } from '../design/dialog.tsx'
import { TextField } from '../design/field.tsx'
import { notify } from '../design/notices.tsx'
import { issueAt } from '../design/problem.tsx'
import { useAnswer } from '../graphql/use-answer.ts'
import { DepotChoice } from './depot-choice.tsx'
import type { Depot, Location } from './place.ts'
import { PlacesSetLocationDocument } from './places.graphql.ts'

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
  const { ask, isAsking, problem } = useAnswer()

  const effectOn = (depot: Depot, isChosen: boolean): string | null => {
    const isHere = depot.location?.id === location.id
    if (isHere) return isChosen ? null : t('effects.leaves')
    if (!isChosen) return null
    if (depot.location) return t('effects.moves', { from: depot.location.name })
    return depot.excluded ? t('effects.included') : null
  }
  const save = async () => {
    const wanted = { location: location.id, depots: chosen, reserve: reserve === '' ? 0 : Number(reserve) }
    if (!(await ask(PlacesSetLocationDocument, wanted))) return
    notify({ text: t('saved', { name: location.name }), tone: 'good' })
    onClose()
  }
  return (
    <Dialog title={t('edit.title', { name: location.name })} isOpen onClose={onClose}>
      <DialogForm
        action={t('edit.save')}
        isSending={isAsking}
        onSend={save}
        onClose={onClose}
        problem={problem}
        fields={['reserve']}
      >
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
          error={issueAt(problem, 'reserve')}
          value={reserve}
          onChange={setReserve}
        />
      </DialogForm>
    </Dialog>
  )
}
