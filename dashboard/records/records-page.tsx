import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'

export default function RecordsPage() {
  const { t } = useTranslation('records')
  return <Page title={t('title')}>{null}</Page>
}
