import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { LiveClient, useJobProgress } from '../../dashboard/live/use-job-progress.ts'
import { observedClient } from '../support/live.ts'

function Progress({ id }: { id: string }) {
  const { job, connection, ended } = useJobProgress(id)
  return createElement('p', null, `${job?.status ?? 'none'} ${connection} ${ended}`)
}

test('renders on a server without asking for anything', async () => {
  await using observed = observedClient('ws://127.0.0.1:1/graphql')
  const page = createElement(LiveClient, { value: observed.client }, createElement(Progress, { id: '1' }))
  expect(renderToString(page)).toBe('<p>none connecting false</p>')
  expect(observed.listeners()).toBe(0)
})

test('says what is missing where no client was given', () => {
  expect(() => renderToString(createElement(Progress, { id: '1' }))).toThrow('needs a LiveClient')
})
