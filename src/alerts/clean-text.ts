import { maskPersonal } from '../masking.ts'

/** Takes these secrets out of a text, and masks phones and e-mail addresses in it. */
export function cleanText(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets.filter((secret) => secret.length >= 6)
  return (text) => maskPersonal(hidden.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text))
}
