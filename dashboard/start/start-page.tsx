import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'

export default function StartPage(props: { type?: string }) {
  const { t } = useTranslation('start')
  return <Page title={t('title')}>{null}</Page>
}
