import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs'
import styles from './tabs.module.css'

export interface TabsProps<Id extends string> {
  label: string
  choices: readonly { id: Id; label: string }[]
  value: Id
  onChange: (id: Id) => void
  /** What stands behind the tab that is chosen. */
  children: ReactNode
}

/** Parts of a page of which one is seen at a time; which one is kept by who uses it. */
export function Tabs<Id extends string>({ label, choices, value, onChange, children }: TabsProps<Id>) {
  return (
    <AriaTabs
      selectedKey={value}
      onSelectionChange={(key) => onChange(key as Id)}
      keyboardActivation="manual"
      className={styles.tabs}
    >
      <TabList aria-label={label} items={choices} className={styles.list}>
        {(choice) => <Tab className={styles.tab}>{choice.label}</Tab>}
      </TabList>
      <TabPanel id={value} key={value} className={styles.panel}>
        {children}
      </TabPanel>
    </AriaTabs>
  )
}
