import { useTranslation } from 'react-i18next'
import { Tag } from '../design/tag.tsx'
import type { Tone } from '../design/tone.ts'
import type { RecordsMappingFragment } from '../graphql/types.ts'

const TONES = {
  none: 'still',
  gone: 'bad',
  FAILED: 'bad',
  HOLD: 'attention',
  ZERO: 'attention',
  PENDING: 'still',
  SYNCED: 'good',
} as const satisfies Record<string, Tone>

/** Whether a record is linked, and what is to be known of that first. */
export function MappingTag({ mapping }: { mapping: RecordsMappingFragment | null | undefined }) {
  const { t } = useTranslation('records')
  const state = stateOf(mapping)
  return <Tag tone={TONES[state]}>{t(`linked.${state}`)}</Tag>
}

function stateOf(mapping: RecordsMappingFragment | null | undefined): keyof typeof TONES {
  if (!mapping) return 'none'
  if (mapping.deletedAtSource) return 'gone'
  if (mapping.policy !== 'SYNC') return mapping.policy
  return mapping.mappingStatus
}
