import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import type { RecordKind } from '../graphql/types.ts'
import styles from './chosen-bar.module.css'
import type { MappingAction } from './mapping-table.tsx'

/** The most that the server takes at once. */
const MOST_CHOSEN = 1000

/** What can be done with the chosen mappings together. */
export function ChosenBar({
  kind,
  count,
  onAction,
  onClear,
}: {
  kind: RecordKind
  count: number
  onAction: (action: MappingAction) => void
  onClear: () => void
}) {
  const { t } = useTranslation('mappings')
  const isTooMany = count > MOST_CHOSEN
  const actions: MappingAction[] =
    kind === 'PRODUCT' ? ['sync', 'hold', 'zero', 'resume', 'unlink'] : ['sync', 'hold', 'resume', 'unlink']
  return (
    <div role="group" aria-label={t('chosen', { count })} className={styles.bar}>
      <span className={styles.count} role="status">
        {t('chosen', { count })}
        {isTooMany && <strong> {t('tooMany', { most: MOST_CHOSEN })}</strong>}
      </span>
      {actions.map((action) => (
        <Button
          key={action}
          size="small"
          look={action === 'unlink' ? 'danger' : 'plain'}
          isDisabled={isTooMany}
          onPress={() => onAction(action)}
        >
          {t(`together.${action}`)}
        </Button>
      ))}
      <Button size="small" look="quiet" onPress={onClear}>
        {t('chooseNone')}
      </Button>
    </div>
  )
}
