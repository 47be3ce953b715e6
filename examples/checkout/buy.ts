// The local program of the example: buys what a CSV file orders, one order after the other, through the gate.
import type { Client } from 'cpu6/client';
import { asCpu6Error, type Cpu6Error } from '../../protocol/errors/error.js';
import type checkout from './checkout.js';
import type { Order } from './orders.js';

export interface Receipt {
  readonly order: number;
  readonly cents: number;
  /** 64 hex digits. */
  readonly receipt: string;
}

export interface Outcome {
  readonly receipts: readonly Receipt[];
  readonly refused: readonly { readonly row: number; readonly order: number; readonly error: Cpu6Error }[];
}

/**
 * Buys `orders`. The idempotency key of an order is its number and row: a purchase that was made and whose answer was
 * lost is not made again. `report` hears of each order as it ends;
 * `stop` ends the buying before the next one.
 */
export async function buy(
  client: Client,
  orders: readonly Order[],
  report: (order: Order, result: Receipt | Cpu6Error) => void,
  stop?: AbortSignal,
): Promise<Outcome> {
  const shop = client.process<typeof checkout>('checkout');
  const receipts: Receipt[] = [];
  const refused: { row: number; order: number; error: Cpu6Error }[] = [];
  for (const order of orders) {
    if (stop?.aborted) break;
    const { order: number, pan, cents } = order;
    try {
      const { receipt } = await shop.pay({ order: number, pan, cents }, { key: `order-${number}-row-${order.row}` });
      const made = { order: number, cents, receipt: Buffer.from(receipt).toString('hex') };
      receipts.push(made);
      report(order, made);
    } catch (thrown) {
      if (stop?.aborted) break;
      const error = asCpu6Error(thrown);
      refused.push({ row: order.row, order: number, error });
      report(order, error);
    }
  }
  return { receipts, refused };
}
