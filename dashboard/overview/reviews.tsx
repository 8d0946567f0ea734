import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Panel } from '../design/page.tsx'
import { Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { Health } from './reasons.ts'
import styles from './reviews.module.css'

/** What came since yesterday that a person has to decide, by kind and reason. */
export function Reviews({ reviews }: { reviews: Health['reviews'] | undefined }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const open = reviews?.filter((kind) => kind.open > 0) ?? []
  return (
    <Panel
      title={t('reviews.title')}
      actions={
        open.length > 0 && (
          <Link href="/matches" className={buttonClass('plain', 'small')}>
            {t('reviews.decide')}
          </Link>
        )
      }
    >
      {!reviews ? (
        <Loading rows={3} />
      ) : open.length === 0 ? (
        <p className={styles.none}>{t('reviews.none')}</p>
      ) : (
        <div className={styles.kinds}>
          {open.map(({ kind, reasons, ...counts }) => (
            <table key={kind} className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">
                    <h3>{t(`reviews.kind.${kind}`)}</h3>
                  </th>
                  <th scope="col">{t('reviews.fresh')}</th>
                  <th scope="col">{t('reviews.open')}</th>
                </tr>
              </thead>
              <tbody>
                {reasons.map((row) => (
                  <tr key={row.reason}>
                    <th scope="row">
                      <Link
                        href={`/matches?${kind === 'CUSTOMER' ? 'kind=customers&' : ''}reason=${row.reason}`}
                      >
                        {t(`reviews.reasons.${row.reason}`)}
                      </Link>
                    </th>
                    <td className={row.newSinceYesterday > 0 ? styles.fresh : undefined}>
                      {formats.number(row.newSinceYesterday)}
                    </td>
                    <td>{formats.number(row.open)}</td>
                  </tr>
                ))}
              </tbody>
              {reasons.length > 1 && (
                <tfoot>
                  <tr>
                    <th scope="row">{t('reviews.all')}</th>
                    <td>{formats.number(counts.newSinceYesterday)}</td>
                    <td>{formats.number(counts.open)}</td>
                  </tr>
                </tfoot>
              )}
            </table>
          ))}
        </div>
      )}
    </Panel>
  )
}
