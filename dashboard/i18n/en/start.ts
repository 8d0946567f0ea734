import type { FieldName, FieldValue } from '../../start/input-values.ts'
import type { JobType } from '../../graphql/types.ts'

interface FieldText {
  label: string
  help: string
}

/** By the name of a field of the API: one that has no text does not compile. */
const fields = {
  mode: { label: 'What to read', help: 'Only what changed is quicker; all finds what was deleted too.' },
  strategy: {
    label: 'How to match',
    help: 'Both give the same links. In batches it can be watched, paused and cancelled in between.',
  },
  kind: { label: 'What to retry', help: 'Items of products, of customers, or of both.' },
  jobId: { label: 'Number of the job', help: 'As it stands in the list of jobs.' },
  updatedAfter: {
    label: 'Changed since',
    help: 'Only what changed after this moment. The next pull of changes is not affected.',
  },
  batchSize: {
    label: 'Customers in a batch',
    help: 'From 1 to 50,000; 2,000 when left empty. Only when matching in batches.',
  },
  type: { label: 'Type of customer', help: 'Only customers of this type in Nhanh.' },
  status: { label: 'Status of the product', help: 'Only products with this status in Shopify.' },
  query: {
    label: 'Search in Shopify',
    help: 'Only customers that Shopify finds by this, for example tag:vip.',
  },
  lastBoughtFrom: { label: 'Last bought from', help: 'Only those who bought on this day or later.' },
  lastBoughtTo: { label: 'Last bought until', help: 'Only those who last bought on this day or before.' },
  codes: {
    label: 'Error codes',
    help: 'Only what failed with one of these. Part several by blanks or lines.',
  },
  limit: { label: 'At most', help: 'So many items, those that failed the longest ago first.' },
  ids: {
    label: 'Only these records',
    help: 'Ids as the platform has them, parted by blanks or lines. Nothing else can be chosen beside them.',
  },
  deletedIds: {
    label: 'Records that may be deleted',
    help: 'Ids that are looked for; what the platform does not have any more is marked as deleted.',
  },
  mappingIds: {
    label: 'Only these links',
    help: 'Ids of links such as product-12, parted by blanks or lines. All links when left empty.',
  },
  onlyDue: { label: 'Only what is due', help: 'Only items whose time to be tried again has come.' },
  force: {
    label: 'Write unusually large changes too',
    help: 'Tick it only after a dry run: it writes what the sync would else stop at.',
  },
  dryRun: { label: 'Dry run', help: 'Changes nothing, and shows what would be changed.' },
  planOf: { label: 'Dry run to apply', help: 'Applies exactly what this dry run showed.' },
} satisfies Record<FieldName, FieldText>

const values = {
  FULL: 'All',
  DELTA: 'Only what changed',
  SQL: 'All at once, fastest',
  BATCH: 'In batches',
  AGENT: 'Agents',
  RETAIL: 'Retail',
  WHOLESALE: 'Wholesale',
  ACTIVE: 'Active',
  ARCHIVED: 'Archived',
  DRAFT: 'Draft',
  UNLISTED: 'Unlisted',
  CUSTOMER: 'Customers',
  PRODUCT: 'Products',
} satisfies Record<FieldValue, string>

const does = {
  PULL_NHANH_PRODUCTS: 'Reads the products of Nhanh with prices and the stock in each depot.',
  PULL_SHOPIFY_PRODUCTS:
    'Reads the products and variants of Shopify with prices and the stock at each location.',
  PULL_NHANH_CUSTOMERS: 'Reads the customers of Nhanh with phones, points and what they have spent.',
  PULL_SHOPIFY_CUSTOMERS: 'Reads the customers of Shopify with phones, tags and what they have spent.',
  AUTO_MATCH_PRODUCTS:
    'Links products with the same SKU or barcode. What is not certain waits for you in Matches.',
  AUTO_MATCH_CUSTOMERS: 'Links customers with the same phone. What is not certain waits for you in Matches.',
  PRODUCT_SYNC: 'Writes the stock that Nhanh has available to Shopify, where it differs.',
  CUSTOMER_SYNC:
    'Writes total spent, points and level of Nhanh to the customers of Shopify, where they differ.',
  RETRY_FAILED_SYNC: 'Syncs again what failed before and can succeed now.',
  UNDO_SYNC: 'Puts back what a sync overwrote, where nothing else has changed it since.',
} satisfies Record<JobType, string>

export const start = {
  title: 'Start a job',
  lead: 'Run everything in one go, or one step of the way by itself.',
  group: { pull: '1. Pull', match: '2. Match', sync: '3. Sync', repair: 'Mend' },
  does,
  fields,
  values,
  any: 'All',
  inZone: 'In your time zone ({{zone}}).',
  start: 'Start …',
  startType: 'Start: {{type}}',
  startNow: 'Start',
  never: 'Never run',
  lastRunOf: 'Last run: {{type}}',
  watchType: 'Watch it: {{type}}',
  showJob: 'Show the job',
  toPlaces: 'Assign depots',
  toSchedules: 'Show schedules',
  allTypes: 'All job types',
  options: 'Options',
  dryRun: 'Dry run',
  dryRunAgain: 'Dry run again',
  dryRunHelp: 'A dry run changes nothing, and shows what would be changed.',
  runNow: 'Run now',
  countedOf: '{{processed}} of {{total}}',
  wouldWriteAgain: 'These schedules would write again what this puts back: {{names}}',
  count: {
    wouldWrite: 'would be written',
    wouldLink: 'would be linked',
    wrote: 'written',
    linked: 'linked',
    unchanged: 'right already',
    skipped: 'left alone',
    failed: 'failed',
  },
  review: {
    largest: 'The largest changes',
    leftAlone: 'Left alone, and why',
    ledger: 'Show every line',
    becomes: 'becomes',
    spent: 'Total spent',
  },
  plan: {
    title: 'Dry run',
    gone: 'This dry run is not there any more. Make a new one.',
    nothing: 'Nothing would be changed.',
    apply_one: 'Apply exactly this: {{written}} change',
    apply_other: 'Apply exactly this: {{written}} changes',
    applyHelp: 'Possible for 30 minutes after the dry run.',
    runNow_one: 'Run now: {{written}} link',
    runNow_other: 'Run now: {{written}} links',
    runNowHelp: 'Runs with the options below.',
  },
  ended: {
    FAILED: '{{job}}: failed',
    CANCELLED: '{{job}}: was cancelled',
    PAUSED: '{{job}}: is paused',
    COMPLETED_WITH_ERRORS: '{{job}}: came to its end, but not everything went well',
  },
  endedHow: {
    FAILED: 'Its page tells more.',
    CANCELLED: 'Start it again when you are ready.',
    PAUSED: 'Resume it on its page; then this goes on by itself.',
    COMPLETED_WITH_ERRORS: 'Its page shows which items failed and why.',
  },
  everything: {
    title: 'Run everything',
    text: 'Reads what is new at both platforms, links it, compares the stock, and shows you what would be written. Nothing is written before you agree.',
    begin: 'Run everything',
    customers: 'Customers too',
    steps: 'Steps',
    finish: 'Done',
    leave: 'Leave',
    step: {
      pull: 'Pull from both platforms',
      match: 'Match',
      compare: 'Compare, without writing',
      review: 'Review',
      apply: 'Write to Shopify',
    },
    state: {
      running: 'running',
      stopped: 'stopped',
      done: 'done',
      over: 'nothing to do',
    },
    over: {
      review: 'Nothing differs: Shopify shows what it should.',
      reviewWithErrors: 'Nothing would be written. What the comparison left alone may still differ.',
      apply: 'There is nothing to write.',
    },
    reviewText: 'This is what would be written. It is applied exactly as it stands here, or not at all.',
    apply_one: 'Write {{written}} change',
    apply_other: 'Write {{written}} changes',
    applied_one: '{{written}} change is written',
    applied_other: '{{written}} changes are written',
    undoable: 'The page of the job shows each of them, and can undo them.',
    compareAgain: 'Compare again',
    again: 'Try this step again',
    pass: 'Go on all the same',
    letBe: 'Leave it at that',
    gone: 'A job of this step is not there any more.',
  },
}
