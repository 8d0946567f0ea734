// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { gql } from '@urql/core'

import type {
  OverviewHealthQuery,
  OverviewHealthQueryVariables,
  OverviewCostsQuery,
  OverviewCostsQueryVariables,
} from '../graphql/types.ts'

export const OverviewHealthDocument = /* @__PURE__ */ gql<OverviewHealthQuery, OverviewHealthQueryVariables>(
  'query OverviewHealth($timeZone:String!){shopHealth(timeZone:$timeZone){sentence level reasons linked needYou chain{type written overdueSince lastGoodRun{id completedAt}lastRun{id status}}reviews{kind open newSinceYesterday reasons{reason open newSinceYesterday}}writes{enabled until reason}tokens{platform daysLeft expiresAt}openDepots{id name}lostDepots{id name}openAlerts{id title openedAt}}}',
)

export const OverviewCostsDocument = /* @__PURE__ */ gql<OverviewCostsQuery, OverviewCostsQueryVariables>(
  'query OverviewCosts{shopHealth{costs{onSaleWithoutStock{...OverviewFinding}inStockNotOnline{...OverviewFinding}sellingUnlinked{...OverviewFinding}stoppedOnSale{...OverviewFinding}held{...OverviewFinding}}}}fragment OverviewFinding on ShopHealthFinding{count examples{id sku productTitle title mapping{id}}}',
)
