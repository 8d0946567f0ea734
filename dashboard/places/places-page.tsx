import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'

export default function PlacesPage() {
  const { t } = useTranslation('places')
  return <Page title={t('title')}>{null}</Page>
}
