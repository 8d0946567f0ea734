import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'

export default function JobsPage() {
  const { t } = useTranslation('jobs')
  return <Page title={t('title')}>{null}</Page>
}
