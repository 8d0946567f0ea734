import { useTranslation } from 'react-i18next'
import { Checkbox, Select, TextField } from '../design/field.tsx'
import type { InputField } from '../graphql/start-inputs.ts'
import { ANY, hasDefault, type FieldName, type FieldValue } from './input-values.ts'

const INPUT_TYPES = { Date: 'date', DateTime: 'datetime-local', Int: 'number' } as const

export interface StartFieldProps {
  field: InputField
  text: string
  onChange: (text: string) => void
  /** What the server said of it. */
  error?: string
}

/** One field of what a job is started with, as its type in the API wants it. */
export function StartField({ field, text, onChange, error }: StartFieldProps) {
  const { t } = useTranslation(['start', 'common'])
  const name = field.name as FieldName
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const label = t(`fields.${name}.label`)
  const help = `${t(`fields.${name}.help`)}${field.type === 'DateTime' ? ` ${t('inZone', { zone })}` : ''}`
  if (field.type === 'Boolean')
    return (
      <Checkbox
        isSelected={text === 'true'}
        onChange={(isSelected) => onChange(isSelected ? 'true' : '')}
        help={help}
      >
        {label}
      </Checkbox>
    )
  if (field.type === 'enum') {
    const values = (field.values ?? []) as readonly FieldValue[]
    const choices = values.map((value) => ({ id: value as string, label: t(`values.${value}`) }))
    return (
      <Select
        label={label}
        help={help}
        error={error}
        value={text}
        onChange={onChange}
        choices={hasDefault(field) ? choices : [{ id: ANY, label: t('any') }, ...choices]}
      />
    )
  }
  return (
    <TextField
      label={label}
      help={help}
      error={error}
      value={text}
      onChange={onChange}
      name={name}
      isRequired={field.required}
      isMultiline={field.list}
      type={field.list ? 'text' : (INPUT_TYPES[field.type as keyof typeof INPUT_TYPES] ?? 'text')}
    />
  )
}
