import type { JobType } from '../define-job.ts'
import { autoMatchCustomers } from './auto-match-customers.ts'
import { autoMatchProducts } from './auto-match-products.ts'
import { customerSync } from './customer-sync.ts'
import { productSync } from './product-sync.ts'
import { pullNhanhCustomers } from './pull-nhanh-customers.ts'
import { pullNhanhProducts } from './pull-nhanh-products.ts'
import { pullShopifyCustomers } from './pull-shopify-customers.ts'
import { pullShopifyProducts } from './pull-shopify-products.ts'
import { retryFailedSync } from './retry-failed-sync.ts'
import { undoSync } from './undo-sync.ts'

/** Every job type. A new one is a file beside this one and a line here; its mutation and input follow from it. */
export const JOB_TYPES: readonly JobType[] = [
  pullNhanhProducts,
  pullShopifyProducts,
  pullNhanhCustomers,
  pullShopifyCustomers,
  autoMatchProducts,
  autoMatchCustomers,
  productSync,
  customerSync,
  retryFailedSync,
  undoSync,
]
