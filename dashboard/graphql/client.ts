import { cacheExchange, Client, fetchExchange } from '@urql/core'
import { createClient as createSocket } from 'graphql-ws'
import type { Language } from '../i18n/language.ts'

/** Queries and mutations; answers, in this language, are cached until a mutation touches their types. */
export function createApiClient(language: Language): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange, fetchExchange],
    // What is there is shown at once, and what is true now follows.
    requestPolicy: 'cache-and-network',
    fetchOptions: { headers: { 'accept-language': language } },
  })
}

/** What the live data comes over. It connects when the first job is watched. */
export function createLiveClient(language: Language): ReturnType<typeof createSocket> {
  return createSocket({
    url: new URL('/graphql', location.href).href.replace(/^http/, 'ws'),
    connectionParams: { locale: language },
    lazyCloseTimeout: 5_000,
    // A socket that is open and silent is noticed by the ping that stays unanswered.
    keepAlive: 10_000,
    // The watches connect again by themselves; a second hand at it would double the attempts.
    retryAttempts: 0,
  })
}
