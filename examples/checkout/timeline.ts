// Shows the run: for people a timeline with who did what, for programs the events as they come.
import type { StackEvent } from 'cpu6/testing';
import type { Cpu6Error } from '../../protocol/errors/error.js';
import type { Receipt } from './buy.js';
import type { Order } from './orders.js';

export interface Summary {
  readonly receipts: readonly Receipt[];
  readonly bad: number;
  readonly refused: number;
  readonly total: unknown;
  /** Bytes that wires, host daemon and events recorded, and card numbers found in them. */
  readonly recorded: number;
  readonly found: readonly string[];
}

type Paint = (text: string) => string;
const sgr =
  (code: number): Paint =>
  (text) =>
    process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[${code}m${text}\x1b[0m` : text;
const [bold, dim, red, green, yellow, cyan] = [1, 2, 31, 32, 33, 36].map(sgr) as [
  Paint,
  Paint,
  Paint,
  Paint,
  Paint,
  Paint,
];

const short = (value: unknown): string => `${String(value).slice(0, 12)}…`;
const money = (cents: number): string => (cents / 100).toFixed(2);

/** One line for each event that a person wants to see: where it happened, and what. */
const lines: Record<string, (e: StackEvent) => readonly [where: string, text: string] | undefined> = {
  'server listening': (e) => ['server', `listens on ${e.url}`],
  'card listening': (e) => ['card', `runs on ${e.address}`],
  'host listening': (e) => ['host', `runs; status page ${e.url}`],
  'host card-up': (e) => ['host', `card ${short(e.card)} found: ${e.board}`],
  'host card-silent': (e) => ['host', `no card yet: ${e.message}`],
  'host presence': (e) => (e.message ? undefined : ['card', 'asks for its button']),
  'server enrolled': (e) => ['server', `card ${short(e.card)} enrolled with host ${e.host}`],
  'server open': (e) => [
    'host → server',
    `card ${short(e.card)} calls: ${e.board}, runtime ${short(e.runtime)}, wants ${e.process}`,
  ],
  'server projected': (e) => [
    'server → card',
    `${e.epoch === 0 ? 'applet and channel code' : `code of epoch ${e.epoch}`}: ${e.bytes} bytes in ${e.chunks} sealed pieces`,
  ],
  'server attested': (e) => ['card → server', `verified, running and attested${e.epoch ? ` (epoch ${e.epoch})` : ''}`],
  'host machine-id': () => ['host → card', 'the host key process gives the machine ID, encrypted to the server'],
  'server host': (e) => ['server', `opens it, finds host ${e.hostName} in the depository`],
  'server hostReply': () => ['server → card', 'session key that only this host can open'],
  'host host-reply': (e) =>
    e.step === 'S9'
      ? ['card → host', 'the answer, which the card cannot open, goes to the host key process']
      : undefined,
  'host session-key': () => ['host → card', 'opened by the host key process and handed to the card'],
  'server finished': () => ['card ↔ server', 'both Finished are right: traffic keys of card and host together'],
  'host epoch': (e) => ['card ↔ server', `epoch ${e.epoch} took over: new keys, new codes, new layout, new names`],
};

export class Timeline {
  readonly #started = Date.now();
  #frames = 0;
  #bytes = 0;
  #lastSeen = '';
  #asked = '';
  #explained = false;

  constructor(private readonly json: boolean) {}

  #object(type: string, facts: object): void {
    console.log(JSON.stringify({ at: Date.now(), type, ...facts }));
  }
  #line(step: string, where: string, text: string): void {
    const time = ((Date.now() - this.#started) / 1000).toFixed(2).padStart(6);
    console.log(`${dim(time)}  ${cyan(step.padEnd(5))} ${dim(where.padEnd(14))} ${text}`);
  }

  heading(text: string): void {
    if (this.json) this.#object('heading', { text });
    else console.log(`\n${bold(text)}`);
  }
  note(text: string): void {
    if (this.json) this.#object('note', { text });
    else console.log(yellow(text));
  }

  event(event: StackEvent): void {
    if (this.json) {
      console.log(JSON.stringify(event));
      return;
    }
    if (event.type === 'wire' && event.hop === 'uplink') {
      this.#frames++;
      this.#bytes += Number(event.size);
      this.#lastSeen = String(event.head);
    }
    if (event.from === 'host' && event.type === 'presence') this.#asked = String(event.message ?? '');
    const line = lines[`${event.from} ${event.type}`]?.(event);
    if (line) this.#line(event.step ? String(event.step) : '', ...line);
  }

  badRow(error: Cpu6Error): void {
    const { row, field, why } = error.facts;
    if (this.json) this.#object('bad-row', { row, field, code: error.code, message: error.message });
    else this.#line('', `row ${row}`, `${red(`bad ${field}`)}: ${why}  ${dim(error.code)}`);
  }

  order(order: Order, result: Receipt | Cpu6Error): void {
    const seen = { frames: this.#frames, bytes: this.#bytes, like: this.#lastSeen };
    this.#frames = 0;
    this.#bytes = 0;
    if (this.json) {
      if ('receipt' in result) this.#object('receipt', { ...result, row: order.row });
      else this.#object('refused', { row: order.row, order: order.order, code: result.code, message: result.message });
      return;
    }
    const where = `order ${order.order}`;
    if (!('receipt' in result)) {
      this.#line('S4', where, `${red('refused')}: ${result.message}  ${dim(result.code)}`);
      return;
    }
    const host = dim(`host saw ${String(seen.bytes).padStart(4)} B like ${seen.like.slice(0, 12)}…`);
    const line = `${money(order.cents).padStart(7)}  ${green('pressed, receipt')} ${result.receipt.slice(0, 10)}…  ${host}`;
    this.#line('S4', where, line);
    if (!this.#explained) this.#explain(order, seen);
    this.#explained = true;
  }

  /** Once: who could see what of a purchase. */
  #explain(order: Order, seen: { frames: number; bytes: number; like: string }): void {
    const rows = [
      ['local program', `order ${order.order}, ${money(order.cents)}, the card number`],
      ['gate', 'the call, to check it against the declaration; keeps sizes only'],
      ['cable', 'sealed by gate and card: sizes and times'],
      ['card', `all of it; asked "${this.#asked}" at its own button`],
      ['bridge, net', `${seen.frames} sealed frames of card and server, ${seen.bytes} bytes, like ${seen.like}`],
      ['server', 'all of it; keeps the last four digits'],
    ] as const;
    for (const [who, what] of rows) console.log(`        ${yellow('saw'.padEnd(5))} ${dim(who.padEnd(14))} ${what}`);
  }

  receipts(summary: Summary): void {
    const { receipts, bad, refused, total, recorded, found } = summary;
    const cents = receipts.reduce((sum, r) => sum + r.cents, 0);
    if (this.json) {
      this.#object('summary', {
        receipts: receipts.length,
        cents,
        bad,
        refused,
        total,
        recordedBytes: recorded,
        numbersFound: found.length,
      });
      return;
    }
    console.log(`\n${bold('receipts')}`);
    for (const r of receipts) console.log(`  ${r.order}  ${money(r.cents).padStart(8)}  ${r.receipt}`);
    console.log(
      `\n${receipts.length} purchases, ${money(cents)} in all; ${bad} bad rows, ${refused} refused by the card.`,
    );
    console.log(`The card counts ${JSON.stringify(total)} over all its epochs.`);
    const verdict = found.length === 0 ? green('no card number') : red(`${found.length} card numbers`);
    console.log(
      `Both wires, the files of the host daemon and all that was told of the run, ${recorded} bytes: ${verdict} in them.`,
    );
  }

  addresses(a: { statusPage: string; localApi: string; server: string }): void {
    if (this.json) this.#object('ready', a);
    else
      console.log(`
${bold('everything stays up; Ctrl-C ends it')}
  status page  ${a.statusPage}
  local API    ${a.localApi}   (cpu6 call checkout.total --state ${a.localApi.replace(/\/[^/]*$/, '')})
  server       ${a.server}`);
  }

  end(): void {
    if (!this.json) console.log(dim('\nstopped'));
  }
}
