// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.
import { documentOf } from '../graphql/document.ts'

import type {
  OverviewHealthQuery,
  OverviewHealthQueryVariables,
  OverviewCostsQuery,
  OverviewCostsQueryVariables,
} from '../graphql/types.ts'

export const OverviewHealthDocument = /* @__PURE__ */ documentOf<
  OverviewHealthQuery,
  OverviewHealthQueryVariables
>(
  'query OverviewHealth($timeZone:String!){shopHealth(timeZone:$timeZone){sentence level reasons linked needYou chain{type written overdueSince lastGoodRun{id completedAt}lastRun{id status}}reviews{kind open newSinceYesterday reasons{reason open newSinceYesterday}}writes{enabled until reason}tokens{platform daysLeft expiresAt}openDepots{id name}lostDepots{id name}openAlerts{id title openedAt}}}',
)

export const OverviewCostsDocument = /* @__PURE__ */ documentOf<
  OverviewCostsQuery,
  OverviewCostsQueryVariables
>(
  'query OverviewCosts{shopHealth{costs{onSaleWithoutStock{...OverviewFinding}inStockNotOnline{...OverviewFinding}sellingUnlinked{...OverviewFinding}stoppedOnSale{...OverviewFinding}held{...OverviewFinding}}}}fragment OverviewFinding on ShopHealthFinding{count examples{id sku productTitle title mapping{id}}}',
)
