import { randomFrom, type Random } from '../../src/sandbox/random.ts'
import type { World } from '../../src/sandbox/world.ts'
import { CUSTOMER_SCENARIOS } from './match/customer-scenarios.ts'
import { CustomerCounters, CustomerScene } from './match/customer-scene.ts'
import { PHONE_SCENARIOS } from './match/phone-scenarios.ts'
import { PRODUCT_SCENARIOS } from './match/product-scenarios.ts'
import { ProductCounters, ProductScene } from './match/product-scene.ts'
import { Truth } from './match/truth.ts'

export interface MatchTruth {
  products: Truth
  customers: Truth
  /** Takes away what must be gone when the match runs; both platforms are pulled before and after it. */
  deleteAtSource(): void
}

/**
 * Fills both platforms with products and customers of which it is known what a match must make of them: `size`
 * instances of scenarios for each kind, every scenario once at least, in a mixed order. The same seed gives the same set.
 */
export function makeTruth(world: World, seed: string, size: number): MatchTruth {
  const [products, customers] = [new Truth(), new Truth()]
  const productCounters = new ProductCounters()
  play(
    PRODUCT_SCENARIOS,
    randomFrom(`products ${seed}`),
    size,
    (label, random) => new ProductScene(world, products, productCounters, random, label),
  )
  const customerCounters = new CustomerCounters()
  play(
    { ...PHONE_SCENARIOS, ...CUSTOMER_SCENARIOS },
    randomFrom(`customers ${seed}`),
    size,
    (label, random) => new CustomerScene(world, customers, customerCounters, random, label),
  )
  return {
    products,
    customers,
    deleteAtSource() {
      for (const remove of [...products.deletions, ...customers.deletions]) remove()
    },
  }
}

function play<Scene>(
  scenarios: Record<string, (scene: Scene) => void>,
  random: Random,
  size: number,
  sceneOf: (label: string, random: Random) => Scene,
): void {
  const names = Object.keys(scenarios)
  const plan = [...names]
  while (plan.length < size) plan.push(random.pick(names))
  shuffle(plan, random)
  for (const [index, name] of plan.entries()) {
    scenarios[name]!(sceneOf(`#${index} ${name}`, random))
  }
}

function shuffle(items: unknown[], random: Random): void {
  for (let index = items.length - 1; index > 0; index--) {
    const other = random.int(0, index)
    ;[items[index], items[other]] = [items[other], items[index]]
  }
}
