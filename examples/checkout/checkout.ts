// Home shopping, the example of the patent: a card number goes from the buyer's card to the shop, past the computer.
import { randomBytes } from 'node:crypto';
import { bytes, defineProcess, text, u32 } from 'cpu6/process';

const order = { order: u32, pan: text(19), cents: u32 };
const receipt = { receipt: bytes(32) };

interface Sale {
  readonly receipt: string;
  readonly cents: number;
  readonly lastFour: string;
}

/** Cents as money, without the rounding of floating point: 1250 is "12.50". */
function money(cents: number): string {
  const rest = cents % 100;
  return `${Math.floor(cents / 100)}.${rest < 10 ? '0' : ''}${rest}`;
}

/** Check digit of a card number (ISO/IEC 7812-1, Luhn). */
function wellFormed(pan: string): boolean {
  if (pan.length < 12) return false;
  let sum = 0;
  for (let i = 0; i < pan.length; i++) {
    const digit = pan.charCodeAt(pan.length - 1 - i) - 48;
    if (digit < 0 || digit > 9) return false;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

export default defineProcess({
  name: 'checkout',
  version: '1.0.0',
  gate: {
    pay: { in: order, out: receipt, rate: '120/min' },
    total: { out: { purchases: u32, cents: u32 } },
  },
  calls: { server: { charge: { in: order, out: receipt } } },
  state: { purchases: u32, cents: u32 },
  capabilities: ['confirm'],

  card: ({ server, card, state }) => ({
    async pay({ order, pan, cents }) {
      if (!wellFormed(pan)) throw new Error('the card number is not valid');
      await card.confirm(`Pay ${money(cents)} for order ${order}?`);
      const answer = await server.charge({ order, pan, cents });
      state.purchases += 1;
      state.cents += cents;
      return answer;
    },
    total() {
      return { purchases: state.purchases, cents: state.cents };
    },
  }),

  server: ({ store }) => ({
    charge({ order, pan, cents }) {
      const sale = store.get<Sale>(`sale/${order}`);
      if (sale) {
        if (sale.cents !== cents || sale.lastFour !== pan.slice(-4))
          throw new Error(`order ${order} was sold for another amount or card`);
        return { receipt: Uint8Array.from(Buffer.from(sale.receipt, 'hex')) };
      }
      const receipt = Uint8Array.from(randomBytes(32));
      store.put(`sale/${order}`, { receipt: Buffer.from(receipt).toString('hex'), cents, lastFour: pan.slice(-4) });
      return { receipt };
    },
  }),
});
