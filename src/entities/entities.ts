import { Account } from './account.ts'
import { Alert, AlertDelivery } from './alert.ts'
import { BackgroundJob } from './background-job.ts'
import { CustomerPhone } from './customer-phone.ts'
import { DataRequest } from './data-request.ts'
import { DroppedJob } from './dropped-job.ts'
import { JobItem, JobItemCount } from './job-item.ts'
import { JobLogEntry } from './job-log-entry.ts'
import { JobRelation } from './job-relation.ts'
import { JobResource } from './job-resource.ts'
import { JobSighting } from './job-sighting.ts'
import { CustomerMapping, ProductMapping } from './mapping.ts'
import { MatchCandidate, MatchReview } from './match-review.ts'
import { NhanhCustomer } from './nhanh-customer.ts'
import { DepotAssignment, NhanhDepot } from './nhanh-depot.ts'
import { NhanhProduct } from './nhanh-product.ts'
import { PlannedLink } from './planned-link.ts'
import { PublishedCustomer } from './published-customer.ts'
import { PublishedLevel } from './published-level.ts'
import { RateLimit } from './rate-limit.ts'
import { Schedule } from './schedule.ts'
import { ScheduleRun, ScheduleRunJob } from './schedule-run.ts'
import { RecordToRead } from './record-to-read.ts'
import { ShopifyCustomer } from './shopify-customer.ts'
import { ShopifyLocation } from './shopify-location.ts'
import { ShopifyProduct } from './shopify-product.ts'
import { ShopifyVariant } from './shopify-variant.ts'
import { StreamMark } from './stream-mark.ts'
import { SyncFailure } from './sync-failure.ts'
import { UnlinkedPair } from './unlinked-pair.ts'
import { WebhookCount } from './webhook-count.ts'
import { WebhookDelivery } from './webhook-delivery.ts'
import { WriteIntent } from './write-intent.ts'
import { WriteSwitch } from './write-switch.ts'

/** Every entity, for the ORM. */
export const entities = [
  Account,
  Alert,
  AlertDelivery,
  BackgroundJob,
  CustomerMapping,
  CustomerPhone,
  DataRequest,
  DepotAssignment,
  DroppedJob,
  JobItem,
  JobItemCount,
  JobLogEntry,
  JobRelation,
  JobResource,
  JobSighting,
  MatchCandidate,
  MatchReview,
  NhanhCustomer,
  NhanhDepot,
  NhanhProduct,
  PlannedLink,
  ProductMapping,
  PublishedCustomer,
  PublishedLevel,
  RateLimit,
  Schedule,
  ScheduleRun,
  ScheduleRunJob,
  RecordToRead,
  ShopifyCustomer,
  ShopifyLocation,
  ShopifyProduct,
  ShopifyVariant,
  StreamMark,
  SyncFailure,
  UnlinkedPair,
  WebhookCount,
  WebhookDelivery,
  WriteIntent,
  WriteSwitch,
]
