import { createHash, createHmac, randomUUID } from 'node:crypto'
import { isObject, jsonObjectOf } from '../json.ts'
import type { PlatformAnswer, PlatformRequest } from '../platform.ts'
import { badRequest } from './shopify-error.ts'
import type { ShopifyIdentity } from './shopify-world.ts'

/** Where the sandbox takes uploads; Shopify's are taken by Google Cloud Storage. */
export const UPLOAD_PATH = '/staged-uploads'

const BUCKET = 'shopify-staged-uploads'
const SHOP_NUMBER = 92_891_250_994
/** As the policy of a recorded target says. */
const [MIN_BYTES, MAX_BYTES] = [1, 104_857_600]
const POLICY_LIFETIME_MS = 86_400_000

interface StagedUploadInput {
  filename: string
  mimeType: string
  resource: string
  httpMethod: string
}

/** Files for bulk mutations: first a target for one is asked for, then it is uploaded there without a token. */
export class StagedUploads {
  readonly #secret: string
  readonly #now: () => number
  readonly #files = new Map<string, string>()

  constructor({ clientSecret }: ShopifyIdentity, now: () => number) {
    this.#secret = clientSecret
    this.#now = now
  }

  /** The contents of an upload; undefined when none has arrived under this key. */
  fileOf(key: string): string | undefined {
    return this.#files.get(key)
  }

  /** A target as a recorded one looks: its parameters are those of a signed policy of one day. */
  createTarget({ filename, mimeType, resource, httpMethod }: StagedUploadInput, origin: string) {
    if (resource !== 'BULK_MUTATION_VARIABLES' || httpMethod !== 'POST') {
      throw badRequest(`The sandbox stages BULK_MUTATION_VARIABLES by POST, not ${resource} by ${httpMethod}`)
    }
    const url = new URL(UPLOAD_PATH, origin).href
    const now = new Date(this.#now())
    const date = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
    const fields = {
      'Content-Type': mimeType,
      success_action_status: '201',
      acl: 'private',
      key: `tmp/${SHOP_NUMBER}/bulk/${randomUUID()}/${filename}`,
      'x-goog-date': date,
      'x-goog-credential': `merchant-assets@sandbox/${date.slice(0, 8)}/auto/storage/goog4_request`,
      'x-goog-algorithm': 'GOOG4-RSA-SHA256',
    }
    const policy = {
      conditions: [
        ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
        ['content-length-range', MIN_BYTES, MAX_BYTES],
        { bucket: BUCKET },
      ],
      expiration: new Date(now.getTime() + POLICY_LIFETIME_MS).toISOString(),
    }
    const encoded = Buffer.from(JSON.stringify(policy)).toString('base64')
    const signed = { ...fields, 'x-goog-signature': this.#sign(encoded), policy: encoded }
    const parameters = Object.entries(signed).map(([name, value]) => ({ name, value }))
    return { url, resourceUrl: url, parameters }
  }

  /** Takes a form whose `file` comes after all parameters, or refuses it, as Google Cloud Storage does. */
  receive({ form = [] }: PlatformRequest): PlatformAnswer {
    // What comes after the file does not count.
    const place = form.findIndex(([name]) => name === 'file')
    const fields = new Map(form.slice(0, Math.max(0, place)))
    const file = form[place]?.[1]
    if (file === undefined) return refusal(400, 'InvalidArgument', 'POST requires exactly one file upload.')

    const encoded = fields.get('policy') ?? ''
    if (fields.get('x-goog-signature') !== this.#sign(encoded)) {
      return refusal(403, 'SignatureDoesNotMatch', 'Access denied.')
    }
    const { conditions, expiration } = jsonObjectOf(Buffer.from(encoded, 'base64').toString()) ?? {}
    if (Date.parse(String(expiration)) <= this.#now()) {
      return refusal(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.')
    }
    const broken = (Array.isArray(conditions) ? conditions : []).filter(
      (condition) =>
        isObject(condition) &&
        !Array.isArray(condition) &&
        !('bucket' in condition) &&
        Object.entries(condition).some(([name, value]) => fields.get(name) !== value),
    )
    if (broken.length > 0) {
      const text = `Invalid according to Policy: Policy Condition failed: ${JSON.stringify(broken[0])}`
      return refusal(403, 'AccessDenied', text)
    }
    const bytes = Buffer.byteLength(file)
    if (bytes < MIN_BYTES) return refusal(400, 'EntityTooSmall', 'Your proposed upload is too small.')
    if (bytes > MAX_BYTES) {
      return refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.')
    }
    const key = fields.get('key')!
    this.#files.set(key, file)
    const etag = createHash('md5').update(file).digest('hex')
    const location = `https://storage.googleapis.com/${BUCKET}/${key}`
    const body = `<PostResponse><Location>${location}</Location><Bucket>${BUCKET}</Bucket><Key>${key}</Key><ETag>"${etag}"</ETag></PostResponse>`
    return xml(201, body)
  }

  #sign(policy: string): string {
    return createHmac('sha256', this.#secret).update(policy).digest('hex')
  }
}

function refusal(status: number, code: string, message: string): PlatformAnswer {
  return xml(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`)
}

function xml(status: number, body: string): PlatformAnswer {
  return {
    status,
    headers: { 'content-type': 'application/xml; charset=UTF-8' },
    body: `<?xml version='1.0' encoding='UTF-8'?>${body}`,
  }
}
