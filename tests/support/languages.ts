import { GraphQLClient } from 'graphql-request'
import type { Locale } from '../../src/locale.ts'

/** What a mutation answers that was not done. */
export interface Told {
  __typename: string
  message: string
  reason?: string | null
  issues?: { path: string; message: string }[]
}

/** A reader of the server at this address, over HTTP. */
export const toldIn = (url: string, locale: Locale) =>
  new GraphQLClient(`${url}/graphql`, { headers: { 'accept-language': locale } })

/** Asks for the same twice, once in each language. `mutation`: its field with the arguments. */
export async function tellBoth(url: string, mutation: string): Promise<Record<Locale, Told>> {
  const ask = async (locale: Locale) => {
    const { answer } = await toldIn(url, locale).request<{ answer: Told }>(
      `mutation { answer: ${mutation} { __typename
        ... on Problem { message ... on InvalidInput { issues { path message } } ... on WritesDisabled { reason } } } }`,
    )
    return answer
  }
  return { en: await ask('en'), vi: await ask('vi') }
}
