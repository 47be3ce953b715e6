// The control connection of a card that is no board: JSON lines in (`{"press":true}`, `{"powerCycle":true}`, with
// `"held":true` for the button held meanwhile) and its events out, so that another process can be the person at the card:
// whoever connects is told the state of the light first. Loopback only.
import { createServer, type Server, type Socket } from 'node:net';
import { Cpu6Error } from '../../protocol/errors/error.js';

export interface CardControl {
  press(): void;
  powerCycle(held: boolean): void;
  /** Is its light on, if that is known? */
  led(): boolean | undefined;
}

export interface CardEvent {
  readonly type: 'led' | 'boot' | 'watchdog' | 'print';
  readonly on?: boolean;
  readonly text?: string;
}

/** A listening server with what it needs to be closed at once. */
export interface Listener {
  readonly port: number;
  readonly server: Server;
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

export const loopback = '127.0.0.1';
const lineLimit = 1024;

/** Listens on the loopback interface; port 0 takes a free one. Throws `ADDRESS_IN_USE`. */
export async function listen(onSocket: (socket: Socket) => void, port = 0): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Cpu6Error('ADDRESS_IN_USE', { address: `${loopback}:${port}` }, { cause })),
    );
    server.listen(port, loopback, resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    server,
    sockets,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Serves a card's control connection; `tell` sends an event to everybody connected. */
export async function serveControl(card: CardControl, port = 0): Promise<Listener & { tell(event: CardEvent): void }> {
  const listener = await listen((socket) => {
    let line = '';
    const on = card.led();
    if (on !== undefined) socket.write(`${JSON.stringify({ type: 'led', on })}\n`);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      line += text;
      for (let end = line.indexOf('\n'); end >= 0; end = line.indexOf('\n')) {
        obey(card, line.slice(0, end));
        line = line.slice(end + 1);
      }
      if (line.length > lineLimit) socket.destroy();
    });
  }, port);
  return {
    ...listener,
    tell: (event) => {
      for (const socket of listener.sockets) socket.write(`${JSON.stringify(event)}\n`);
    },
  };
}

function obey(card: CardControl, line: string): void {
  let command: Record<string, unknown>;
  try {
    command = JSON.parse(line) ?? {};
  } catch {
    return;
  }
  if (command.press === true) card.press();
  if (command.powerCycle === true) card.powerCycle(command.held === true);
}
