// How a client reaches the daemon: a unix socket (lines) or a WebSocket, in Node and in the browser.
import { Cpu6Error } from '../../protocol/errors/error.js';

export interface Transport {
  send(text: string): void;
  close(): void;
}

export interface TransportEvents {
  readonly message: (text: string) => void;
  readonly closed: () => void;
}

export type Connect = (events: TransportEvents) => Promise<Transport>;

/** The daemon's unix socket, or named pipe. Rejects with `DAEMON_UNREACHABLE`. */
export const unixSocket =
  (path: string): Connect =>
  async (events) => {
    const { connect } = await import('node:net');
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      let text = '';
      socket.setEncoding('utf8');
      socket.once('error', () => reject(new Cpu6Error('DAEMON_UNREACHABLE', { address: path })));
      socket.once('connect', () =>
        resolve({ send: (line) => void socket.write(`${line}\n`), close: () => void socket.destroy() }),
      );
      socket.on('data', (chunk: string) => {
        const lines = (text + chunk).split('\n');
        text = lines.pop()!;
        for (const line of lines) if (line !== '') events.message(line);
      });
      socket.once('close', events.closed);
    });
  };

/** What the browser's WebSocket and `ws` have in common. */
interface AnySocket {
  send(text: string): void;
  close(): void;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
}

/** The daemon's loopback server. `token`: the holder's in a program, the page's own in a page. Rejects with `DAEMON_UNREACHABLE`. */
export const webSocket =
  (url: string, token: string): Connect =>
  async (events) => {
    const target = url.replace(/^http/, 'ws');
    const socket = await openSocket(target, token);
    return new Promise((resolve, reject) => {
      let open = false;
      socket.addEventListener('open', () => {
        open = true;
        resolve({ send: (text) => socket.send(text), close: () => socket.close() });
      });
      socket.addEventListener('message', (event) => events.message(String(event.data)));
      socket.addEventListener('error', () => {
        if (!open) reject(new Cpu6Error('DAEMON_UNREACHABLE', { address: url }));
      });
      socket.addEventListener('close', () => {
        if (open) events.closed();
        else reject(new Cpu6Error('DAEMON_UNREACHABLE', { address: url }));
      });
    });
  };

async function openSocket(url: string, token: string): Promise<AnySocket> {
  const page = globalThis as { document?: unknown; WebSocket?: new (url: string, protocols: string[]) => AnySocket };
  // Pages cannot set headers: their token travels as a subprotocol.
  if (page.document !== undefined && page.WebSocket) return new page.WebSocket(url, ['cpu6.v1', `cpu6.token.${token}`]);
  const { WebSocket } = await import('ws');
  const headers = { authorization: `Bearer ${token}` };
  return new WebSocket(url, 'cpu6.v1', { headers, perMessageDeflate: false }) as unknown as AnySocket;
}
