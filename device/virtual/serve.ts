// A virtual card on its own: its serial line as a TCP server for one host, or as a terminal, and a control connection beside it.
import { EventEmitter } from 'node:events';
import { closeSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { BoardProfile } from '../boards/profile.js';
import { VirtualCard } from './card.js';
import { type CardEvent, listen, loopback, serveControl } from './control.js';
import { hold, killed, ptyTo } from './pty.js';
import { FileStorage } from './storage.js';

/** A card that runs and can be reached. Emits `event` ({@link CardEvent}). */
export class ServedCard extends EventEmitter<{ event: [CardEvent] }> {
  constructor(
    /** `tcp:HOST:PORT` or `serial:PATH`: how a host opens it. */
    readonly address: string,
    /** `HOST:PORT` of its control connection. */
    readonly control: string,
    /** Resolves when it ends by itself or is stopped. */
    readonly ended: Promise<void>,
    private readonly end: () => Promise<void>,
    /** Presses its button. */
    readonly press: () => void,
    /** Takes its power away and gives it back, with the button held meanwhile if it has one. */
    readonly powerCycle: (held?: boolean) => void,
    /** Is its light on? Unknown on the native build. */
    readonly led: () => boolean | undefined,
  ) {
    super();
  }
  stop(): Promise<void> {
    return this.end();
  }
}

export interface ServeOptions {
  readonly board: BoardProfile;
  /** Directory (made by the caller) in which its flash is kept. */
  readonly stateDir: string;
  /** Text of the runtime (latin1). Without one it is a board as it comes, or as it was left. */
  readonly runtime?: string | undefined;
  /** Bits per second of its line; 0: no limit. Default: the board's, if its port is a UART. */
  readonly baud?: number;
  /** TCP ports of its line and of its control connection. Default 0: free ones. */
  readonly port?: number;
  readonly controlPort?: number;
  /** Path at which its line is a terminal, as a board's would be (socat), instead of a TCP port. */
  readonly pty?: string | undefined;
}

/** USB has no speed to speak of, and waits for a full buffer; a UART has one and waits for nothing. */
const usualSpeed = (board: BoardProfile): number => (/^Serial/.test(board.port) ? board.baud : 0);

/** As USB does: the next bytes come when there is room for them. */
function feed(card: VirtualCard, socket: Socket, bytes: Uint8Array): void {
  const piece = bytes.subarray(0, card.board.rx);
  const rest = bytes.subarray(piece.length);
  card.write(piece);
  if (rest.length === 0) {
    socket.resume();
    return;
  }
  socket.pause();
  // Twice: what was written is taken out in the first.
  setImmediate(() => setImmediate(() => feed(card, socket, rest)));
}

/** The line as a terminal at `file`; it stays when a host closes it, and ends with the card's process, however that ends. */
async function terminalTo(file: string, port: number): Promise<{ readonly file: string; close(): Promise<void> }> {
  const where = path.resolve(file);
  const socat = await ptyTo(path.dirname(where), path.basename(where), `tcp:${loopback}:${port}`, (started) => started);
  const held = hold(where);
  return {
    file: where,
    close: async () => {
      await killed(socat);
      closeSync(held);
      rmSync(where, { force: true });
    },
  };
}

/** Who comes while another has the line is sent away after this, ms. */
const handover = 200;

/** Throws `CARD_CRYPTO`, `STATE_CORRUPT`, `ADDRESS_IN_USE`; `ENVIRONMENT` without socat, if a terminal is wanted. */
export async function serveVirtualCard(options: ServeOptions): Promise<ServedCard> {
  const { board, stateDir, runtime, baud = usualSpeed(board) } = options;
  const storage = new FileStorage(path.join(stateDir, 'flash.json'));
  const card = await VirtualCard.create({ board, runtime, storage, baud });
  let host: Socket | undefined;
  const line = await listen((socket) => {
    // A serial line has one other end. One that has just been let go may not be known to be free yet.
    if (!host) return take(socket);
    const refusal = setTimeout(() => socket.destroy(), handover);
    socket.on('error', () => {});
    host.once('close', () => {
      clearTimeout(refusal);
      if (host) socket.destroy();
      else if (!socket.destroyed) take(socket);
    });
  }, options.port);
  function take(socket: Socket): void {
    host = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      if (baud > 0) card.write(bytes as Buffer);
      else feed(card, socket, bytes as Buffer);
    });
    socket.on('close', () => {
      host = undefined;
    });
  }
  card.on('data', (bytes) => host?.write(bytes));
  const control = await serveControl(
    { press: () => card.press(), powerCycle: (held) => card.powerCycle(held), led: () => card.led },
    options.controlPort,
  );
  const terminal = options.pty === undefined ? undefined : await terminalTo(options.pty, line.port);
  let ended = (): void => {};
  const served: ServedCard = new ServedCard(
    terminal ? `serial:${terminal.file}` : `tcp:${loopback}:${line.port}`,
    `${loopback}:${control.port}`,
    new Promise((resolve) => {
      ended = resolve;
    }),
    async () => {
      card.stop();
      await terminal?.close();
      await Promise.all([line.close(), control.close()]);
      ended();
    },
    () => card.press(),
    (held) => card.powerCycle(held),
    () => card.led,
  );
  const tell = (event: CardEvent): void => {
    control.tell(event);
    served.emit('event', event);
  };
  card.on('led', (on) => tell({ type: 'led', on }));
  card.on('boot', () => tell({ type: 'boot' }));
  card.on('watchdog', () => tell({ type: 'watchdog' }));
  card.on('print', (text) => tell({ type: 'print', text }));
  return served;
}
