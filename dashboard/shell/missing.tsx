import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Page } from '../design/page.tsx'
import { Empty } from '../design/states.tsx'

/** An address that leads nowhere. */
export default function Missing() {
  const { t } = useTranslation()
  return (
    <Page title={t('missing.title')}>
      <Empty
        title={t('missing.text')}
        action={
          <Link href="/" className={buttonClass('primary')}>
            {t('nav.overview')}
          </Link>
        }
      />
    </Page>
  )
}
