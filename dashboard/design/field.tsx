import { ChevronDown, Search, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { SearchField as AriaSearchField } from 'react-aria-components/SearchField'
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select'
import { Switch as AriaSwitch } from 'react-aria-components/Switch'
import { Text } from 'react-aria-components/Text'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField as AriaTextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import styles from './field.module.css'

interface FieldProps {
  label: string
  /** Shown below it. */
  help?: ReactNode
  /** What the server said of it. */
  error?: string
  isRequired?: boolean
}

export interface TextFieldProps extends FieldProps {
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'date' | 'datetime-local' | 'number'
  placeholder?: string
  autoFocus?: boolean
  name?: string
  /** Several lines of text. */
  isMultiline?: boolean
}

export function TextField({
  label,
  help,
  error,
  isRequired,
  placeholder,
  type = 'text',
  isMultiline = false,
  ...props
}: TextFieldProps) {
  return (
    <AriaTextField
      {...props}
      type={type}
      isRequired={isRequired}
      isInvalid={error !== undefined}
      className={styles.field}
    >
      <Label className={styles.label}>{label}</Label>
      {isMultiline ? (
        <TextArea className={styles.area} placeholder={placeholder} rows={3} />
      ) : (
        <Input className={styles.input} placeholder={placeholder} />
      )}
      <FieldNotes help={help} error={error} />
    </AriaTextField>
  )
}

export interface SearchFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
}

/** Its label is read out, not shown: the glass says it. */
export function SearchField({ label, value, onChange, placeholder = label }: SearchFieldProps) {
  const { t } = useTranslation()
  return (
    <AriaSearchField aria-label={label} value={value} onChange={onChange} className={styles.search}>
      <Search aria-hidden="true" className={styles.glass} />
      <Input className={styles.input} placeholder={placeholder} />
      {value !== '' && (
        <AriaButton className={styles.clear} aria-label={t('clear')}>
          <X />
        </AriaButton>
      )}
    </AriaSearchField>
  )
}

interface Choice {
  id: string
  label: string
}

export interface SelectProps extends FieldProps {
  choices: readonly Choice[]
  value: string
  onChange: (id: string) => void
  /** The label is read out, not shown. */
  hidesLabel?: boolean
}

export function Select({
  label,
  help,
  error,
  choices,
  value,
  onChange,
  isRequired,
  hidesLabel,
}: SelectProps) {
  return (
    <AriaSelect
      className={styles.field}
      value={value}
      onChange={(key) => onChange(String(key))}
      isInvalid={error !== undefined}
      isRequired={isRequired}
    >
      <Label className={hidesLabel ? 'visually-hidden' : styles.label}>{label}</Label>
      <AriaButton className={styles.select}>
        <SelectValue className={styles.chosen} />
        <ChevronDown aria-hidden="true" />
      </AriaButton>
      <FieldNotes help={help} error={error} />
      <Popover className={styles.popover}>
        <ListBox items={choices} className={styles.list}>
          {(choice) => <ListBoxItem className={styles.item}>{choice.label}</ListBoxItem>}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

export interface MultiSelectProps {
  label: string
  choices: readonly Choice[]
  /** None chosen means all. */
  value: readonly string[]
  onChange: (ids: string[]) => void
  /** What stands there while none is chosen. */
  all: string
}

/** A filter: its label is read out, not shown. */
export function MultiSelect({ label, choices, value, onChange, all }: MultiSelectProps) {
  const chosen = choices.filter(({ id }) => value.includes(id)).map((choice) => choice.label)
  return (
    <AriaSelect
      className={styles.field}
      selectionMode="multiple"
      value={value}
      onChange={(keys) => onChange(keys.map(String))}
    >
      <Label className="visually-hidden">{label}</Label>
      <AriaButton className={styles.select}>
        <SelectValue className={styles.chosen}>{chosen.length === 0 ? all : chosen.join(', ')}</SelectValue>
        <ChevronDown aria-hidden="true" />
      </AriaButton>
      <Popover className={styles.popover}>
        <ListBox items={choices} className={styles.list}>
          {(choice) => <ListBoxItem className={styles.item}>{choice.label}</ListBoxItem>}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

export interface ToggleProps {
  children: ReactNode
  help?: ReactNode
  isSelected: boolean
  onChange: (isSelected: boolean) => void
  isDisabled?: boolean
}

export function Checkbox({ children, help, ...props }: ToggleProps) {
  return (
    <div className={styles.field}>
      <AriaCheckbox {...props} className={styles.toggle}>
        <span className={styles.box} aria-hidden="true">
          <svg viewBox="0 0 18 18">
            <path d="M3.5 9.5 7 13l7.5-8" />
          </svg>
        </span>
        {children}
      </AriaCheckbox>
      {help && <span className={styles.help}>{help}</span>}
    </div>
  )
}

/** Takes effect at once, where a checkbox waits for a form to be sent. */
export function Switch({ children, help, ...props }: ToggleProps) {
  return (
    <div className={styles.field}>
      <AriaSwitch {...props} className={styles.toggle}>
        <span className={styles.track} aria-hidden="true" />
        {children}
      </AriaSwitch>
      {help && <span className={styles.help}>{help}</span>}
    </div>
  )
}

function FieldNotes({ help, error }: Pick<FieldProps, 'help' | 'error'>) {
  return (
    <>
      {help && (
        <Text slot="description" className={styles.help}>
          {help}
        </Text>
      )}
      <FieldError className={styles.error}>{error}</FieldError>
    </>
  )
}
