import type { FallbackProps } from 'react-error-boundary'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Empty } from '../design/states.tsx'

/** What stands in the place of something that threw, or that could not be loaded. */
export function Broken({ error }: FallbackProps) {
  const { t } = useTranslation()
  return (
    <div role="alert">
      <Empty
        title={t('broken.title')}
        action={
          <Button look="primary" onPress={() => location.reload()}>
            {t('broken.reload')}
          </Button>
        }
      >
        {t('broken.text')} {error instanceof Error && <code>{error.message}</code>}
      </Empty>
    </div>
  )
}
