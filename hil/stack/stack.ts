// A whole cpu6 on this computer: server, host daemon and card as processes of their own, ready to be used, killed and
// started again. `npm start` and the end-to-end tests run on it.
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import path from 'node:path';
import { type Client, connect } from '../../host/client/index.js';
import { socketPathOf } from '../../host/index.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { adminRequest } from '../../server/index.js';
import { Child, type ChildEvent } from './child.js';

export interface StackOptions {
  /** Everything is kept below this directory. */
  readonly dir: string;
  /** Process files or artifact directories for the server. */
  readonly processes: readonly string[];
  /** Default `virtual:PICO_R1_3`. */
  readonly card?: string;
  /** Publisher key file with which the processes are signed; new slots are pinned to it. */
  readonly sign?: string;
  /** Calls of a session before the server starts a new epoch. */
  readonly epochEvery?: number;
  /** Suites that the server allows. Default: what the card's board is fast enough for. */
  readonly suites?: readonly string[];
  /** How the server protects channels. Default: as the process asks. */
  readonly mode?: 'packet' | 'channel';
  /** File that the host daemon appends the bytes of both wires to. */
  readonly record?: string;
  /** Policy file of the holder. */
  readonly policy?: string;
  /** Presses the button whenever the card asks: there is no person. Default true for cards that are not boards. */
  readonly autoPress?: boolean;
}

/** A board may need this long to boot and to be found, ms. */
const cardWait = 20_000;

export type Part = 'server' | 'card' | 'host';
export interface StackEvent extends ChildEvent {
  readonly from: Part;
}

/** Where a part was the first time, so that it comes back there. */
interface Places {
  serverUrl?: string;
  cardAddress?: string;
  control?: string;
}

const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);

export class Stack extends EventEmitter<{ event: [StackEvent] }> {
  readonly #children = new Map<Part, Child>();
  readonly #places: Places = {};
  readonly card: string;
  #hostUrl = '';

  constructor(readonly options: StackOptions) {
    super();
    this.card = options.card ?? 'virtual:PICO_R1_3';
    for (const dir of [this.serverDir, this.hostDir, this.cardDir]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  get serverDir(): string {
    return path.join(this.options.dir, 'server');
  }
  get hostDir(): string {
    return path.join(this.options.dir, 'host');
  }
  get cardDir(): string {
    return path.join(this.options.dir, 'card');
  }
  get socket(): string {
    return socketPathOf(this.hostDir);
  }
  get serverUrl(): string {
    return this.#places.serverUrl ?? '';
  }
  get hostUrl(): string {
    return this.#hostUrl;
  }
  /** Is the card a process of ours (and not a board)? */
  get ownsCard(): boolean {
    return /^(virtual|espruino):/.test(this.card);
  }

  async start(): Promise<void> {
    await this.startServer();
    if (this.ownsCard) await this.startCard();
    const found = this.#cardFound();
    await this.startHost();
    await found;
  }

  /** The host daemon has greeted a card. Throws `NO_CARD` if there is none in time. */
  #cardFound(): Promise<void> {
    let problem = '';
    return new Promise((resolve, reject) => {
      const onEvent = (event: StackEvent): void => {
        if (event.from !== 'host') return;
        if (event.type === 'card-silent') problem = ` (${event.message})`;
        if (event.type !== 'card-up') return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(new Cpu6Error('NO_CARD', { card: `${this.card}${problem}` }));
      }, cardWait);
      const done = (): void => {
        clearTimeout(timer);
        this.off('event', onEvent);
      };
      this.on('event', onEvent);
    });
  }

  async startServer(): Promise<void> {
    const port = this.#places.serverUrl ? new URL(this.#places.serverUrl).port : '0';
    const every = String(this.options.epochEvery ?? 1000);
    const child = this.#child(
      'server',
      'serve',
      ...this.options.processes,
      '--data',
      this.serverDir,
      '--port',
      port,
      '--epoch-every',
      every,
      ...(this.options.mode ? ['--mode', this.options.mode] : []),
      ...(this.options.sign ? ['--sign', this.options.sign] : []),
      ...(this.options.suites ?? []).flatMap((suite) => ['--suite', suite]),
    );
    const up = await child.first('listening');
    this.#places.serverUrl = up.url as string;
  }

  async startCard(): Promise<void> {
    const places = this.#places;
    const again: string[] = [];
    if (places.control) again.push('--control', portOf(places.control));
    if (places.cardAddress?.startsWith('tcp:')) again.push('--port', portOf(places.cardAddress));
    const up = await this.#child('card', 'card', this.card, '--state', this.cardDir, ...again).first('listening');
    places.cardAddress = up.address as string;
    places.control = up.control as string;
  }

  async startHost(): Promise<void> {
    const { record, policy } = this.options;
    const address = this.#places.cardAddress ?? this.card;
    const args = ['--state', this.hostDir, '--port', '0', '--card', address];
    if (record) args.push('--record', record);
    if (policy) args.push('--policy', policy);
    const child = this.#child('host', 'host', ...args);
    if (this.options.autoPress ?? this.ownsCard)
      child.on('event', (event) => {
        if (event.type === 'presence') void this.press();
      });
    this.#hostUrl = (await child.first('listening')).url as string;
  }

  #child(part: Part, ...args: string[]): Child {
    const child = new Child(part, args);
    this.#children.set(part, child);
    child.on('event', (event) => this.emit('event', { ...event, from: part }));
    return child;
  }

  /** The process of a part. */
  part(part: Part): Child {
    const child = this.#children.get(part);
    if (!child) throw new RangeError(`"${part}" was not started`);
    return child;
  }

  /** SIGKILL, then the same part again in the same place. */
  async crash(part: Part): Promise<void> {
    await this.part(part).kill();
    if (part === 'server') await this.startServer();
    else if (part === 'card') await this.startCard();
    else await this.startHost();
  }

  /** A connection of a local program to the host daemon. */
  client(): Promise<Client> {
    return connect({ stateDir: this.hostDir });
  }

  /** A request to the server's admin API with the operator's token. */
  admin<T>(method: 'GET' | 'POST', route: string, body?: object): Promise<T> {
    const token = readFileSync(path.join(this.serverDir, 'admin-token'), 'utf8').trim();
    return adminRequest<T>(this.serverUrl, token, method, route, body);
  }

  /** Gives the card a slot for the server: the operator's ticket, the holder's button. */
  async enrol(client: Client): Promise<void> {
    const { ticket } = await this.admin<{ ticket: string }>('POST', '/api/tickets', {});
    await client.enrol(ticket);
  }

  /** Presses the button of a card that is a process of ours. */
  async press(): Promise<void> {
    const [host, port] = this.#places.control!.split(':');
    await new Promise<void>((resolve) => {
      const socket = connectSocket(Number(port), host!);
      socket.on('error', () => resolve()); // the card was just killed: nobody asks any more
      socket.end('{"press":true}\n', () => resolve());
    });
  }

  async stop(): Promise<void> {
    for (const part of ['host', 'card', 'server'] as const) await this.#children.get(part)?.stop();
  }
}
