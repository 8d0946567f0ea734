import { useTranslation } from 'react-i18next'
import { useFormats } from '../formats/formats.ts'
import type { ListedMapping } from './mapping-list.ts'
import styles from './mapping-state.module.css'

/** Whether both sides agree, why not, and what was said of them: held, 0, pieces held back. */
export function MappingState({ mapping }: { mapping: ListedMapping }) {
  const { t } = useTranslation('mappings')
  const formats = useFormats()
  const { status, policy, policyUntil, reserve = 0, lastError } = mapping
  return (
    <div className={styles.state}>
      <div className={styles.badges}>
        <span className={styles.badge} data-tone={status}>
          {t(`status.${status}`)}
        </span>
        {policy !== 'SYNC' && (
          <span className={styles.badge} data-tone={policy}>
            {policyUntil
              ? t(`until.${policy}`, { moment: formats.moment(policyUntil) })
              : t(`policy.${policy}`)}
          </span>
        )}
        {reserve > 0 && <span className={styles.badge}>{t('reserve', { count: reserve })}</span>}
      </div>
      {lastError && (
        <p className={styles.error}>
          {lastError.message} {lastError.hint && <span className={styles.hint}>{lastError.hint}</span>}
        </p>
      )}
    </div>
  )
}
