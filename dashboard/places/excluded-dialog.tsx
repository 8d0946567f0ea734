import { type FormEvent, useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { notify } from '../design/notices.tsx'
import { Problem } from '../design/problem.tsx'
import { useAnswer } from '../graphql/use-answer.ts'
import { DepotChoice } from './depot-choice.tsx'
import styles from './places-page.module.css'
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
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await ask(PlacesExcludeDocument, { depots: chosen }))) return
    notify({ text: t('excludedSaved'), tone: 'good' })
    onClose()
  }
  return (
    <Dialog title={t('excluded.dialog')} isOpen onClose={onClose}>
      <Form validationBehavior="aria" className={styles.form} onSubmit={(event) => void save(event)}>
        <DepotChoice
          legend={t('excluded.help')}
          depots={depots}
          chosen={chosen}
          onChange={setChosen}
          effectOn={effectOn}
        />
        {problem && <Problem problem={problem} />}
        <DialogActions>
          <Button onPress={onClose}>{t('edit.cancel')}</Button>
          <Button look="primary" type="submit" isPending={isAsking}>
            {t('edit.save')}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
