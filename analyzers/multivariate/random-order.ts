import { seededRandom } from '../baselines/seeded-sample.ts';

/** randomOrder is the numbers 0 … count − 1 in an order that follows from the seed (Fisher and Yates). */
export function randomOrder(count: number, seed: string): Uint32Array {
  const random = seededRandom(seed);
  const order = Uint32Array.from({ length: count }, (_, place) => place);
  for (let place = count - 1; place > 0; place--) {
    const other = Math.floor(random() * (place + 1));
    [order[place], order[other]] = [order[other]!, order[place]!];
  }
  return order;
}
