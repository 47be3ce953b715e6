// A server, a host daemon and a card in this process, for one author at one desk.
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import path from 'node:path';
import { type Client, connect } from '../../host/client/index.js';
import { HostDaemon } from '../../host/index.js';
import { Server } from '../../server/index.js';
import { shippedRuntime } from '../artifacts.js';
import { isVirtual, type RunningCard } from '../card/address.js';
import { startCard } from '../card/start.js';
import { writeAddress } from '../cli/admin.js';

export interface DevStackOptions {
  readonly dir: string;
  /** Card address as `cpu6 host --card` takes it. */
  readonly card: string;
  /** Nobody presses the button of a card that is no board. */
  readonly waitForButton: boolean;
}

/** Starts them, and enrols the card. Nothing is left running if that fails. */
export class DevStack {
  #card: RunningCard | undefined;
  #host: HostDaemon | undefined;
  #client: Client | undefined;
  readonly server: Server;

  private constructor(private readonly options: DevStackOptions) {
    const at = (name: string): string => path.join(options.dir, name);
    for (const name of ['server', 'host', 'card', 'processes']) mkdirSync(at(name), { recursive: true, mode: 0o700 });
    this.server = new Server({
      dataDir: at('server'),
      port: 0,
      processDirs: [at('processes')],
      allowRuntime: [shippedRuntime().measurement],
      name: 'dev',
    });
  }

  static async start(options: DevStackOptions): Promise<DevStack> {
    const stack = new DevStack(options);
    try {
      await stack.#start();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  get serverDir(): string {
    return path.join(this.options.dir, 'server');
  }
  get hostDir(): string {
    return path.join(this.options.dir, 'host');
  }
  get processesDir(): string {
    return path.join(this.options.dir, 'processes');
  }
  get statusPage(): string {
    return this.#host?.url ?? '';
  }
  /** Address of the button, if the card is one of ours. */
  get control(): string | undefined {
    return this.#card?.control;
  }

  async #start(): Promise<void> {
    const { card, dir, waitForButton } = this.options;
    await this.server.start();
    writeAddress(this.serverDir, this.server.url);
    if (isVirtual(card))
      this.#card = await startCard(card, { stateDir: path.join(dir, 'card'), runtime: shippedRuntime().code });
    // This host is the author's own, and takes what its own server pushes.
    const policyFile = path.join(dir, 'policy.yaml');
    writeFileSync(policyFile, 'local: allow\npush:\n  any: all\n');
    const host = new HostDaemon({ stateDir: this.hostDir, cards: [this.#card?.address ?? card], port: 0, policyFile });
    this.#host = host;
    const found = new Promise<void>((resolve, reject) => {
      host.on('event', (event) => {
        if (event.type === 'card-up') resolve();
        if (event.type === 'card-silent') reject(new Error(event.message));
        if (event.type === 'presence' && !waitForButton) this.#press();
      });
    });
    found.catch(() => undefined);
    await host.start();
    await found;
    this.#client = await connect({ stateDir: this.hostDir });
    const [status] = await this.#client.cards();
    if (!status?.servers.some((s) => s.enrolled && s.url === this.server.url))
      await this.#client.enrol(this.server.ticket());
  }

  #press(): void {
    const [host, port] = (this.#card?.control ?? '').split(':');
    if (!port) return;
    const socket = connectSocket(Number(port), host);
    socket.on('error', () => undefined); // it was just stopped: nobody asks any more
    socket.end('{"press":true}\n');
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    await this.#host?.stop();
    await this.#card?.stop();
    await this.server.stop();
  }
}
