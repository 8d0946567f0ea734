import { changeLanguage as change, use as extend, type BackendModule, type ReadCallback } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { loadPart } from '../shell/lazy-part.ts'
import type { english } from './en/english.ts'

export const LANGUAGES = ['en', 'vi'] as const
export type Language = (typeof LANGUAGES)[number]

/** Every text of the dashboard, by the screen that it belongs to; both languages have the same. */
export type Catalogue = Translated<typeof english>

type Translated<Texts> = { [Key in keyof Texts]: Texts[Key] extends string ? string : Translated<Texts[Key]> }

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: typeof english
    defaultNS: 'common'
  }
}

const KEY = 'synctrack.language'

const FILES = import.meta.glob<Record<string, object>>([
  './en/*.ts',
  './vi/*.ts',
  '!**/english.ts',
  '!**/problem.ts',
  '!**/vietnamese.ts',
])

/** The texts of a screen come with it, so that the first page does not wait for those of all others. */
const texts: BackendModule = {
  type: 'backend',
  init: () => {},
  read: (language, namespace, done) => void readTexts(language, namespace, done),
}

async function readTexts(language: string, namespace: string, done: ReadCallback): Promise<void> {
  try {
    done(null, (await loadPart(FILES[`./${language}/${namespace}.ts`]!))[namespace])
  } catch (error) {
    done(error instanceof Error ? error : String(error), null)
  }
}

/** The language that was chosen, else the first of the browser's that there is, else English. */
export async function startLanguage(): Promise<void> {
  const language = preferred()
  await extend(texts)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: 'common',
      defaultNS: 'common',
      load: 'currentOnly',
      interpolation: { escapeValue: false },
    })
  document.documentElement.lang = language
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language)
  await change(language)
  document.documentElement.lang = language
}

function preferred(): Language {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages]
  for (const one of wanted) {
    const found = LANGUAGES.find((language) => one?.toLowerCase().split('-')[0] === language)
    if (found) return found
  }
  return 'en'
}
