import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'

export default function JobPage(props: { id: string }) {
  const { t } = useTranslation('job')
  return <Page title={t('title')}>{null}</Page>
}
