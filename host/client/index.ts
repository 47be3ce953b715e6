// `cpu6/client`: what a local app uses to call card processes through the host daemon.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { Client } from './client.js';
import { unixSocket, webSocket } from './transport.js';

export { Cpu6Error, type ErrorReport } from '../../protocol/errors/error.js';
export type { CardStatus, HostStatus, SessionStatus } from '../daemon.js';
export type { HostEvent } from '../events.js';
export { type CallOptions, Client, type GateCalls } from './client.js';

/** Where the daemon is: its socket, its state directory, or its loopback URL with a token. */
export type ConnectOptions =
  | { readonly socket: string }
  | { readonly stateDir: string }
  | { readonly url: string; readonly token: string };

/**
 * Connects to the host daemon. Rejects with `DAEMON_UNREACHABLE`.
 * @example
 * const client = await connect({ stateDir: '.cpu6/host' });
 * const checkout = client.process<typeof checkoutProcess>('checkout');
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  const client = new Client(await connector(options));
  try {
    await client.request('ping');
  } catch (error) {
    await client.close();
    throw error instanceof Cpu6Error && error.code === 'STOPPED'
      ? new Cpu6Error('DAEMON_UNREACHABLE', { address: '' })
      : error;
  }
  return client;
}

async function connector(options: ConnectOptions): Promise<ConstructorParameters<typeof Client>[0]> {
  if ('url' in options) return webSocket(options.url, options.token);
  if ('socket' in options) return unixSocket(options.socket);
  const { socketPathOf } = await import('../api/socket-path.js');
  return unixSocket(socketPathOf(options.stateDir));
}
