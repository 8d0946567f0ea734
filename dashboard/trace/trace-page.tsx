import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'

export default function TracePage() {
  const { t } = useTranslation('trace')
  return <Page title={t('title')}>{null}</Page>
}
