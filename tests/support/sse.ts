import { WATCH, type JobState } from './jobs.ts'

/** The states of a subscription over server-sent events, as they come. */
export async function* watchSse(url: string, variables: Record<string, unknown>): AsyncGenerator<JobState> {
  const abort = new AbortController()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: WATCH, variables }),
    signal: abort.signal,
  })
  try {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        const event = lines
          .find((line) => line.startsWith('event:'))
          ?.slice(6)
          .trim()
        const data = lines
          .find((line) => line.startsWith('data:'))
          ?.slice(5)
          .trim()
        if (event === 'complete') return
        if (event !== 'next' || !data) continue
        const result = JSON.parse(data) as {
          data?: { jobProgress: { job: JobState } }
          errors?: { message: string }[]
        }
        if (result.errors) throw new Error(result.errors.map((error) => error.message).join('; '))
        yield result.data!.jobProgress.job
      }
    }
  } finally {
    abort.abort()
  }
}
