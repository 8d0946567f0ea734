import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Button, buttonClass } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { notify } from '../design/notices.tsx'
import { Panel } from '../design/page.tsx'
import { Problem } from '../design/problem.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobHeadFragment } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { useNow } from '../shell/now.ts'
import { JobApplyCustomerPlanDocument, JobApplyProductPlanDocument } from './job-follow-up.graphql.ts'
import styles from './plan-panel.module.css'

/** The server takes no older plan. */
const LIVES_MS = 30 * 60_000

/** What can be done with the list of a dry run: write exactly that, for as long as it holds. */
export function PlanPanel({ job, appliedBy }: { job: JobHeadFragment; appliedBy: string | null }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const now = useNow()
  const [isAsked, setIsAsked] = useState(false)
  const left = new Date(job.completedAt ?? 0).getTime() + LIVES_MS - now
  const count = job.created + job.updated
  const counted = { count, formattedCount: formats.number(count) }
  if (count === 0) return <Panel>{t('plan.empty')}</Panel>
  return (
    <Panel>
      <div className={styles.plan}>
        <div className={styles.words}>
          <h2>{t('plan.title')}</h2>
          <p>{appliedBy === null ? t('plan.text', counted) : t('plan.applied')}</p>
          {appliedBy === null && (
            <p className={styles.left}>
              {left > 0 ? t('plan.expires', { time: formats.duration(left) }) : t('plan.expired')}
            </p>
          )}
        </div>
        {appliedBy !== null ? (
          <Link href={`/jobs/${appliedBy}`} className={buttonClass('plain')}>
            {t('plan.watch')}
          </Link>
        ) : left > 0 ? (
          <Button look="primary" onPress={() => setIsAsked(true)}>
            {t('plan.apply')}
          </Button>
        ) : (
          <Link href={`/start/${job.type}`} className={buttonClass('plain')}>
            {t('plan.again')}
          </Link>
        )}
      </div>
      {isAsked && <ApplyDialog job={job} counted={counted} onClose={() => setIsAsked(false)} />}
    </Panel>
  )
}

function ApplyDialog({
  job,
  counted,
  onClose,
}: {
  job: JobHeadFragment
  counted: { count: number; formattedCount: string }
  onClose: () => void
}) {
  const { t } = useTranslation('job')
  const [, navigate] = useLocation()
  const { ask, isAsking, problem } = useAnswer()
  const apply = async () => {
    const isOfProducts = job.type === 'PRODUCT_SYNC'
    const done = await ask(isOfProducts ? JobApplyProductPlanDocument : JobApplyCustomerPlanDocument, {
      planOf: job.id,
    })
    if (!done) return
    notify({ text: t('plan.started'), tone: 'good' })
    onClose()
    navigate(`/jobs/${done.job.id}`)
  }
  return (
    <Dialog isOpen role="alertdialog" title={t('plan.confirm')} onClose={onClose}>
      <p>{t('plan.confirmText', counted)}</p>
      {problem && <Problem problem={problem} />}
      <DialogActions>
        <Button onPress={onClose}>{t('plan.back')}</Button>
        <Button look="primary" isDisabled={isAsking} onPress={() => void apply()}>
          {t('plan.write')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
