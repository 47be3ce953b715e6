// Reads orders from a CSV file: `order,pan,amount`. A bad row is reported with its number and field; the others go on.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { Cpu6Error } from '../../protocol/errors/error.js';

export interface Order {
  /** Line in the file, the header being line 1. */
  readonly row: number;
  readonly order: number;
  readonly pan: string;
  readonly cents: number;
}

export interface Orders {
  readonly good: readonly Order[];
  readonly bad: readonly Cpu6Error[];
}

const columns = ['order', 'pan', 'amount'];

/** Throws `INPUT_FILE` if there is no such file or it has no such columns. */
export function readOrders(file: string): Orders {
  let rows: { record: string[]; info: { lines: number } }[];
  try {
    // `info` makes each row an object, which the types of csv-parse do not say.
    rows = parse(readFileSync(file), {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      bom: true,
    }) as unknown as typeof rows;
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as Error).message });
  }
  const header = rows.shift()?.record;
  if (!header || columns.some((name, i) => header[i] !== name))
    throw new Cpu6Error('INPUT_FILE', { file, why: `the first line must be ${columns.join(',')}` });
  const good: Order[] = [];
  const bad: Cpu6Error[] = [];
  const seen = new Map<number, Order>();
  for (const { record, info } of rows) {
    try {
      const order = readOrder(info.lines, record);
      const before = seen.get(order.order);
      if (before)
        throw new Cpu6Error('ORDER_MALFORMED', {
          row: order.row,
          field: 'order',
          why: `${order.order} stands in row ${before.row} already`,
        });
      seen.set(order.order, order);
      good.push(order);
    } catch (error) {
      bad.push(error as Cpu6Error);
    }
  }
  return { good, bad };
}

function readOrder(row: number, record: readonly string[]): Order {
  const fail = (field: string, why: string): never => {
    throw new Cpu6Error('ORDER_MALFORMED', { row, field, why });
  };
  if (record.length !== columns.length)
    fail(columns[record.length] ?? 'amount', `${record.length} fields instead of ${columns.length}`);
  const [order = '', pan = '', amount = ''] = record;
  if (!/^[1-9]\d{0,8}$/.test(order)) fail('order', 'needs a whole number of at most 9 digits');
  // Whether the check digit is right, the card decides: it is the card's business what it accepts.
  if (!/^\d{12,19}$/.test(pan)) fail('pan', 'needs 12 to 19 digits');
  const money = /^(\d{1,7})\.(\d\d)$/.exec(amount);
  if (!money) fail('amount', 'needs an amount with two decimals, for example 12.50');
  const cents = Number(money![1]) * 100 + Number(money![2]);
  if (cents === 0) fail('amount', 'must be more than zero');
  return { row, order: Number(order), pan, cents };
}
