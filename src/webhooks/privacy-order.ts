import { z } from 'zod'

const id = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,18}$/)]).transform(String)
const text = z.string().nullish()
const customer = z.looseObject({ id, email: text, phone: text })
const ofCustomer = { shop_domain: z.string(), customer }

/**
 * Each topic has a list of its own in the body or lacks the customer, and the topic itself is not signed: so what was
 * signed for one is never taken for another.
 */
const ORDERS = {
  'customers/redact': z.looseObject({
    ...ofCustomer,
    orders_to_redact: z.array(z.unknown()),
    orders_requested: z.undefined().optional(),
  }),
  'customers/data_request': z.looseObject({
    ...ofCustomer,
    orders_requested: z.array(z.unknown()),
    orders_to_redact: z.undefined().optional(),
  }),
  'shop/redact': z.looseObject({
    shop_domain: z.string(),
    shop_id: z.unknown(),
    customer: z.undefined().optional(),
  }),
}

/** A customer as a privacy webhook names them. */
export interface NamedCustomer {
  /** `gid://shopify/Customer/…` */
  id: string
  email: string | null
  phone: string | null
}

export type PrivacyOrder =
  { topic: 'customers/redact' | 'customers/data_request'; customer: NamedCustomer } | { topic: 'shop/redact' }

export const PRIVACY_TOPICS = Object.keys(ORDERS)

/** What the body orders; null when it is no body of this topic or of another shop. */
export function privacyOrderOf(topic: string, body: unknown, shop: string): PrivacyOrder | null {
  if (topic === 'shop/redact') {
    const parsed = ORDERS[topic].safeParse(body)
    return parsed.success && parsed.data.shop_domain === shop ? { topic } : null
  }
  if (topic !== 'customers/redact' && topic !== 'customers/data_request') return null
  const parsed = ORDERS[topic].safeParse(body)
  if (!parsed.success || parsed.data.shop_domain !== shop) return null
  const { id: number, email, phone } = parsed.data.customer
  return {
    topic,
    customer: { id: `gid://shopify/Customer/${number}`, email: email || null, phone: phone || null },
  }
}
