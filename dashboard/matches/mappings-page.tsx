import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'

export default function MappingsPage() {
  const { t } = useTranslation('matches')
  return <Page title={t('title')}>{null}</Page>
}
