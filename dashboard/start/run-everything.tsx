import { Play } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Checkbox } from '../design/field.tsx'
import { Panel } from '../design/page.tsx'
import { EverythingStep } from './everything-step.tsx'
import styles from './run-everything.module.css'
import { useEverything, type Everything } from './use-everything.ts'

/**
 * The whole way from both platforms to the shop, as steps that follow one another by themselves up to the question
 * whether to write. All that is known of it stands in the address.
 */
export function RunEverything() {
  const { t } = useTranslation(['start', 'common'])
  const everything = useEverything()
  const { run } = everything
  const steps = useRef<HTMLOListElement>(null)
  const pressed = useRef(false)
  const here = run?.steps.map(({ state }) => state).join(' ')
  useEffect(() => {
    if (!pressed.current || here === undefined) return
    pressed.current = false
    // The button that was pressed is gone, and with it what stood above where one is now.
    const step = steps.current?.querySelector<HTMLElement>('[aria-current=step]') ?? steps.current
    step?.focus()
  }, [here])
  const press = () => {
    pressed.current = true
  }
  if (!run) return <Invitation everything={everything} onPress={press} />
  return (
    <Panel
      title={t('everything.title')}
      actions={
        <Button size="small" look="quiet" onPress={() => everything.close()}>
          {t(run.isDone ? 'everything.finish' : 'everything.leave')}
        </Button>
      }
    >
      <ol
        ref={steps}
        tabIndex={-1}
        aria-label={t('everything.steps')}
        className={styles.steps}
        onClickCapture={press}
      >
        {run.steps.map((view, index) => (
          <EverythingStep key={view.step} view={view} number={index + 1} everything={everything} run={run} />
        ))}
      </ol>
    </Panel>
  )
}

function Invitation({ everything, onPress }: { everything: Everything; onPress: () => void }) {
  const { t } = useTranslation(['start', 'common'])
  const [withCustomers, setWithCustomers] = useState(false)
  return (
    <Panel title={t('everything.title')}>
      <div className={styles.invitation}>
        <p className={styles.text}>{t('everything.text')}</p>
        <div className={styles.begin}>
          <Button
            look="primary"
            onPress={() => {
              onPress()
              everything.begin(withCustomers)
            }}
          >
            <Play aria-hidden="true" />
            {t('everything.begin')}
          </Button>
          <Checkbox isSelected={withCustomers} onChange={setWithCustomers}>
            {t('everything.customers')}
          </Checkbox>
        </div>
      </div>
    </Panel>
  )
}
