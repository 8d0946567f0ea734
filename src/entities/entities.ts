import { Account } from './account.ts'
import { BackgroundJob } from './background-job.ts'
import { CustomerPhone } from './customer-phone.ts'
import { JobItem, JobItemCount } from './job-item.ts'
import { JobLogEntry } from './job-log-entry.ts'
import { JobResource } from './job-resource.ts'
import { JobSighting } from './job-sighting.ts'
import { CustomerMapping, ProductMapping } from './mapping.ts'
import { MatchCandidate, MatchReview } from './match-review.ts'
import { NhanhCustomer } from './nhanh-customer.ts'
import { NhanhProduct } from './nhanh-product.ts'
import { PlannedLink } from './planned-link.ts'
import { RateLimit } from './rate-limit.ts'
import { ShopifyCustomer } from './shopify-customer.ts'
import { ShopifyProduct } from './shopify-product.ts'
import { ShopifyVariant } from './shopify-variant.ts'
import { StreamMark } from './stream-mark.ts'
import { UnlinkedPair } from './unlinked-pair.ts'

/** Every entity, for the ORM. */
export const entities = [
  Account,
  BackgroundJob,
  CustomerMapping,
  CustomerPhone,
  JobItem,
  JobItemCount,
  JobLogEntry,
  JobResource,
  JobSighting,
  MatchCandidate,
  MatchReview,
  NhanhCustomer,
  NhanhProduct,
  PlannedLink,
  ProductMapping,
  RateLimit,
  ShopifyCustomer,
  ShopifyProduct,
  ShopifyVariant,
  StreamMark,
  UnlinkedPair,
]
