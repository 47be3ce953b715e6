// The stack of the tests that use the process `odd`: one card, enrolled, and its events to wait for.
import type { Client } from '../../host/client/index.js';
import type odd from '../processes/odd.js';
import { type Scratch, scratch } from './scratch.js';
import { type Part, Stack, type StackOptions } from './stack.js';

export class OddStack extends Stack {
  #client: Client | undefined;
  readonly #room: Scratch;

  private constructor(room: Scratch, options: Partial<StackOptions>) {
    super({ dir: room.dir, processes: ['hil/processes/odd.ts'], ...options });
    this.#room = room;
  }
  static make(options: Partial<StackOptions> = {}): OddStack {
    return new OddStack(scratch('odd'), options);
  }
  /** Started, connected and enrolled. */
  async ready(): Promise<Client> {
    await this.start();
    const client = await this.connected();
    await this.enrol(client);
    return client;
  }
  /** A new connection; it is closed at the end. */
  async connected(): Promise<Client> {
    await this.#client?.close();
    this.#client = await this.client();
    return this.#client;
  }
  gate(client: Client) {
    return client.process<typeof odd>('odd');
  }
  /** From now on nobody presses the button. */
  nobodyPresses(): void {
    this.part('host').removeAllListeners('event');
  }
  /** Resolves at the next event of that type. */
  next(type: string, from: Part = 'host'): Promise<void> {
    return new Promise((resolve) => {
      const onEvent = (event: { type?: string; from: string }): void => {
        if (event.type !== type || event.from !== from) return;
        this.off('event', onEvent);
        resolve();
      };
      this.on('event', onEvent);
    });
  }
  async end(): Promise<void> {
    await this.#client?.close();
    await this.stop();
    this.#room.remove();
  }
}
