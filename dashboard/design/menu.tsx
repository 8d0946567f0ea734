import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import styles from './field.module.css'

export interface MenuChoice {
  id: string
  label: string
  isDisabled?: boolean
}

/** A button with further actions behind it. */
export function Menu({
  button,
  label,
  choices,
  onAction,
}: {
  button: ReactNode
  label: string
  choices: readonly MenuChoice[]
  onAction: (id: string) => void
}) {
  return (
    <MenuTrigger>
      {button}
      <Popover className={styles.popover}>
        <AriaMenu
          aria-label={label}
          items={choices}
          className={styles.list}
          onAction={(key) => onAction(String(key))}
        >
          {(choice) => (
            <MenuItem className={styles.item} isDisabled={choice.isDisabled}>
              {choice.label}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
