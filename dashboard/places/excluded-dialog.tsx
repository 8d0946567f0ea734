import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogForm } from '../design/dialog-form.tsx'
import { Dialog } from '../design/dialog.tsx'
import { notify } from '../design/notices.tsx'
import { useAnswer } from '../graphql/use-answer.ts'
import { DepotChoice } from './depot-choice.tsx'
import type { Depot } from './place.ts'
import { PlacesExcludeDocument } from './places.graphql.ts'

/** Says which depots are not sold online: these and no others. */
export function ExcludedDialog({ depots, onClose }: { depots: readonly Depot[]; onClose: () => void }) {
  const { t } = useTranslation('places')
  const [chosen, setChosen] = useState(depots.filter(({ excluded }) => excluded).map(({ id }) => id))
  const { ask, isAsking, problem } = useAnswer()

  const effectOn = (depot: Depot, isChosen: boolean): string | null => {
    if (isChosen && depot.location) return t('effects.takenFrom', { from: depot.location.name })
    return depot.excluded && !isChosen ? t('effects.leaves') : null
  }
  const save = async () => {
    if (!(await ask(PlacesExcludeDocument, { depots: chosen }))) return
    notify({ text: t('excludedSaved'), tone: 'good' })
    onClose()
  }
  return (
    <Dialog title={t('excluded.dialog')} isOpen onClose={onClose}>
      <DialogForm
        action={t('edit.save')}
        isSending={isAsking}
        onSend={save}
        onClose={onClose}
        problem={problem}
      >
        <DepotChoice
          legend={t('excluded.help')}
          depots={depots}
          chosen={chosen}
          onChange={setChosen}
          effectOn={effectOn}
        />
      </DialogForm>
    </Dialog>
  )
}
