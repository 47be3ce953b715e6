// The doors for local apps: the unix socket always, the loopback HTTP and WebSocket server on demand.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { Clock } from '../clock.js';
import type { HostDaemon } from '../daemon.js';
import type { Caller, Policy } from '../gate/policy.js';
import type { Limits } from '../limits.js';
import { HttpServer } from './http-server.js';
import { LocalClient } from './local-client.js';
import { Metrics } from './metrics.js';
import { socketPathOf } from './socket-path.js';
import { readToken } from './token.js';
import { UnixServer } from './unix-server.js';

export interface LocalApiOptions {
  readonly daemon: HostDaemon;
  readonly policy: Policy;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly port?: number;
}

export class LocalApi {
  readonly socketPath: string;
  readonly token: string;
  readonly #o: LocalApiOptions;
  readonly #clients = new Set<LocalClient>();
  readonly #unix: UnixServer;
  readonly #http: HttpServer | undefined;
  readonly #metrics: Metrics;

  constructor(options: LocalApiOptions) {
    this.#o = options;
    const { daemon, policy, stateDir, port, limits } = options;
    this.socketPath = socketPathOf(stateDir);
    this.token = readToken(stateDir);
    this.#metrics = new Metrics(daemon);
    const disconnect = (client: LocalClient): void => this.#disconnect(client);
    this.#unix = new UnixServer({
      path: this.socketPath,
      messageLimit: limits('local.message'),
      connect: (send) => this.#connect({ kind: 'unix' }, send),
      disconnect,
    });
    this.#http =
      port === undefined
        ? undefined
        : new HttpServer({
            port,
            daemon,
            policy,
            token: this.token,
            metrics: this.#metrics,
            limits,
            connect: (caller, send) => this.#connect(caller, send),
            disconnect,
          });
  }

  get url(): string | undefined {
    return this.#http?.url;
  }

  /** Throws `ADDRESS_IN_USE`. */
  async start(): Promise<void> {
    await this.#unix.start();
    await this.#http?.start();
    // Where clients of this state directory find the port, whichever it became.
    if (this.url) writeFileSync(join(this.#o.stateDir, 'url'), `${this.url}\n`, { mode: 0o600 });
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    this.#clients.clear();
    this.#metrics.close();
    await Promise.all([this.#unix.stop(), this.#http?.stop()]);
    rmSync(join(this.#o.stateDir, 'url'), { force: true });
  }

  #connect(caller: Caller, send: (text: string) => void): LocalClient {
    const limit = this.#o.limits('local.clients');
    if (this.#clients.size >= limit) throw new Cpu6Error('TOO_MANY_CLIENTS', { limit });
    const { daemon, policy } = this.#o;
    const client = new LocalClient({ daemon, policy, caller, token: this.token, send });
    this.#clients.add(client);
    return client;
  }
  #disconnect(client: LocalClient): void {
    this.#clients.delete(client);
    client.close();
  }
}
