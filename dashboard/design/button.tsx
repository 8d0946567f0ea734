import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button'
import styles from './button.module.css'

export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  look?: ButtonLook
  size?: 'small' | 'normal'
}

/** What a press does is said by its words; one that only shows an icon has an aria-label. */
export function Button({ look = 'plain', size = 'normal', ...props }: ButtonProps) {
  return <AriaButton {...props} className={buttonClass(look, size)} />
}

/** The look of a button for a link. */
export function buttonClass(look: ButtonLook = 'plain', size: 'small' | 'normal' = 'normal'): string {
  return [styles.button, styles[look], size === 'small' ? styles.small : ''].join(' ')
}
