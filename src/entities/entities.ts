import { Account } from './account.ts'
import { BackgroundJob } from './background-job.ts'
import { JobItem, JobItemCount } from './job-item.ts'
import { JobLogEntry } from './job-log-entry.ts'
import { JobResource } from './job-resource.ts'
import { JobSighting } from './job-sighting.ts'
import { NhanhProduct } from './nhanh-product.ts'
import { RateLimit } from './rate-limit.ts'
import { ShopifyProduct } from './shopify-product.ts'
import { ShopifyVariant } from './shopify-variant.ts'

/** Every entity, for the ORM. */
export const entities = [
  Account,
  BackgroundJob,
  JobItem,
  JobItemCount,
  JobLogEntry,
  JobResource,
  JobSighting,
  NhanhProduct,
  RateLimit,
  ShopifyProduct,
  ShopifyVariant,
]
