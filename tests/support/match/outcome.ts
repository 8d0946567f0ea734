import { rowsOf } from '../database.ts'
import { isReason, type Side, type Truth } from './truth.ts'

export type MatchedKind = 'PRODUCT' | 'CUSTOMER'

/** What differs between the two in a test. */
export const MATCHES = {
  PRODUCT: { type: 'AUTO_MATCH_PRODUCTS', mappings: 'product_mapping', truth: 'products' },
  CUSTOMER: { type: 'AUTO_MATCH_CUSTOMERS', mappings: 'customer_mapping', truth: 'customers' },
} as const

/** Links, reviews and ledger lines as sorted lines of text, so that a difference can be read. */
export interface Outcome {
  links: string[]
  reviews: string[]
  /** Shopify records in review. */
  ledger: string[]
}

interface LinkRow {
  nhanh: string
  shopify: string
  field: string
  key: string
}

export function expectedOutcome(truth: Truth): Outcome {
  return {
    links: truth.links
      .map(({ nhanh, shopify, keyField, key }) => `${nhanh.label} = ${shopify.label} by ${keyField} ${key}`)
      .toSorted(),
    reviews: truth.reviews
      .map(({ reason, keyField, key, candidates }) => {
        const listed = candidates.map(({ label, matchedOn }) => `${label} by ${matchedOn}`).toSorted()
        return `${reason} at ${keyField} ${key}: ${listed.join('; ')}`
      })
      .toSorted(),
    ledger: [...truth.states]
      .filter(([{ side }, state]) => side === 'SHOPIFY' && isReason(state))
      .map(([{ label }, state]) => `${label} SKIPPED ${state}`)
      .toSorted(),
  }
}

/** What the match of this job has written. */
export async function outcomeOf(
  url: string,
  kind: MatchedKind,
  truth: Truth,
  jobId: string,
): Promise<Outcome> {
  const links = await rowsOf<LinkRow>(
    url,
    `select nhanh_id::text as nhanh, shopify_id as shopify, key_field as field, key
     from ${MATCHES[kind].mappings} where job_id = $1 and origin = 'MATCHED'`,
    [jobId],
  )
  const ledger = await rowsOf<{ key: string; outcome: string; code: string }>(
    url,
    'select key, outcome, code from job_item where job_id = $1 and code is not null',
    [jobId],
  )
  return {
    links: links.map((link) => lineOf(truth, link)).toSorted(),
    reviews: await reviewsOf(url, kind, truth),
    ledger: ledger
      .map(({ key, outcome, code }) => `${truth.labelOf('SHOPIFY', key)} ${outcome} ${code}`)
      .toSorted(),
  }
}

/** What a dry run says that it would link. */
export async function plannedLinks(url: string, truth: Truth, jobId: string): Promise<string[]> {
  const rows = await rowsOf<{ key: string; after: { nhanhId: string; keyField: string; key: string } }>(
    url,
    `select key, after from job_item where job_id = $1 and outcome = 'CREATED' and code is null`,
    [jobId],
  )
  return rows
    .map(({ key, after }) =>
      lineOf(truth, { nhanh: after.nhanhId, shopify: key, field: after.keyField, key: after.key }),
    )
    .toSorted()
}

/** The open and the decided reviews. */
export async function reviewsOf(url: string, kind: MatchedKind, truth: Truth): Promise<string[]> {
  const rows = await rowsOf<{
    reason: string
    field: string
    key: string
    counts: string
    candidates: { side: Side; id: string; on: string }[]
  }>(
    url,
    `select reason, key_field as field, key, nhanh_count || ' ' || shopify_count as counts, (
       select json_agg(json_build_object('side', side, 'id', record_id, 'on', matched_on))
       from match_candidate where review_id = r.id) as candidates
     from match_review r where kind = $1`,
    [kind],
  )
  return rows
    .map(({ reason, field, key, counts, candidates }) => {
      const count = (side: Side) => candidates.filter((candidate) => candidate.side === side).length
      if (counts !== `${count('NHANH')} ${count('SHOPIFY')}`) {
        throw new Error(`the review of ${key} says that it has ${counts} candidates`)
      }
      const listed = candidates.map(({ side, id, on }) => `${truth.labelOf(side, id)} by ${on}`).toSorted()
      return `${reason} at ${field} ${key}: ${listed.join('; ')}`
    })
    .toSorted()
}

/** Takes every link and review away and does what the truth says that a person did. */
export async function prepare(url: string, kind: MatchedKind, truth: Truth): Promise<void> {
  const { mappings } = MATCHES[kind]
  await rowsOf(url, `delete from ${mappings}`)
  await forgetMatches(url, kind)
  await rowsOf(url, 'delete from unlinked_pair where kind = $1', [kind])
  const accounts = `(select id from account where platform = 'NHANH'), (select id from account where platform = 'SHOPIFY')`
  const pairs = (list: Truth['mapped']) => [
    list.map(({ nhanh }) => nhanh.id),
    list.map(({ shopify }) => shopify.id),
  ]
  await rowsOf(
    url,
    `insert into ${mappings} (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, origin)
     select ${accounts}, n, s, 'MANUAL' from unnest($1::bigint[], $2::text[]) as pair(n, s)`,
    pairs(truth.mapped),
  )
  await rowsOf(
    url,
    `insert into unlinked_pair (nhanh_account_id, shopify_account_id, kind, nhanh_id, shopify_id)
     select ${accounts}, '${kind}', n, s from unnest($1::bigint[], $2::text[]) as pair(n, s)`,
    pairs(truth.takenApart),
  )
}

/** Takes away what matches have written. */
export async function forgetMatches(url: string, kind: MatchedKind): Promise<void> {
  await rowsOf(url, `delete from ${MATCHES[kind].mappings} where origin = 'MATCHED'`)
  await rowsOf(
    url,
    `with gone as (delete from match_review where kind = $1 returning id)
     delete from match_candidate where review_id in (select id from gone)`,
    [kind],
  )
}

/** Everything that a match may write, for a comparison of before and after. */
export async function writtenTables(url: string): Promise<unknown> {
  const tables = ['product_mapping', 'customer_mapping', 'match_review', 'match_candidate', 'unlinked_pair']
  return Promise.all(tables.map((table) => rowsOf(url, `select * from ${table} t order by t::text`)))
}

function lineOf(truth: Truth, { nhanh, shopify, field, key }: LinkRow): string {
  return `${truth.labelOf('NHANH', nhanh)} = ${truth.labelOf('SHOPIFY', shopify)} by ${field} ${key}`
}
