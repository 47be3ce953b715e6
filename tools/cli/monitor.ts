// `cpu6 monitor`: what goes over a card's port, live: its console, or the frames of its link.
import { createServer, type Socket } from 'node:net';
import type { CardPort } from '../../host/link/port.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { describeLine, type FrameLine, FrameView } from '../monitor/frame-view.js';
import type { Output } from './output.js';
import { flag, text, type Verb, whole } from './verb.js';
import { until } from './wait.js';

/** A card answers a hello within this, ms; before that it is no console. */
const patience = 2_000;
/** Held bytes are shown after so many ms of quiet. */
const quiet = 300;
/** Ctrl-] ends the console, as with telnet: Ctrl-C belongs to the board. */
const leaveKey = 0x1d;
/** Ctrl-U. */
const eraseLineKey = 0x15;
const loopback = '127.0.0.1';

export const monitor: Verb = {
  name: 'monitor',
  summary: "shows a card's console, or the frames of its link, live",
  arity: [0, 0],
  options: {
    card: { type: 'string', value: 'ADDRESS', help: 'auto, serial:PATH[@BAUD] or tcp:HOST:PORT', default: 'auto' },
    listen: {
      type: 'string',
      value: 'PORT',
      help: 'stand between the daemon and the card: the daemon uses --card tcp:127.0.0.1:PORT; 0 takes a free one',
    },
    console: { type: 'boolean', help: 'show everything as console text, without a greeting' },
  },
  examples: [
    ['cpu6 monitor', 'greets what is there: frames of a card, or the console of a board (Ctrl-] ends it)'],
    ['cpu6 monitor --card serial:/dev/ttyACM0 --listen 4700', 'then `cpu6 host --card tcp:127.0.0.1:4700`'],
  ],
  async run({ values, out, stop }) {
    const { oneAddress, openCard } = await import('../ports/open-card.js');
    const { closePort } = await import('../../host/link/index.js');
    const address = await oneAddress(text(values, 'card', 'auto'));
    const port = await openCard(address);
    const lost = new Promise<never>((_, reject) => {
      for (const event of ['close', 'end', 'error']) port.once(event, () => reject(new Cpu6Error('CARD_LOST')));
    });
    lost.catch(() => {});
    try {
      const work = async (): Promise<void> => {
        if (values.listen !== undefined)
          return between(port, whole(values, 'listen', 0, 0, 65535, 'monitor'), out, stop);
        if (flag(values, 'console')) return shell(port, out, stop);
        if (await isCard(port)) return frames(port, out, stop);
        // The greeting stands in the console's line.
        port.write(Uint8Array.of(eraseLineKey));
        return shell(port, out, stop);
      };
      await Promise.race([work(), lost]);
    } finally {
      await closePort(port);
    }
  },
};

async function isCard(port: CardPort): Promise<boolean> {
  const { greet } = await import('../flash/greet.js');
  return 'card' in (await greet(port, patience, async () => true));
}

function show(line: FrameLine, out: Output): void {
  out.object({ type: 'frame', at: Date.now(), ...line });
  const time = new Date().toISOString().slice(11, 23);
  out.line(
    `${out.paint('dim', time)} ${out.paint(line.frame === 'noise' ? 'yellow' : line.message ? 'cyan' : 'dim', describeLine(line))}`,
  );
}

/** Shows one direction, and what stays unfinished when it is quiet. */
function viewer(direction: FrameLine['direction'], out: Output): (bytes: Uint8Array) => void {
  const view = new FrameView(direction);
  let timer: NodeJS.Timeout | undefined;
  return (bytes) => {
    clearTimeout(timer);
    for (const line of view.push(bytes)) show(line, out);
    timer = setTimeout(() => {
      for (const line of view.idle()) show(line, out);
    }, quiet).unref();
  };
}

/** Holds a link to the card and shows its frames: greeting, description, heartbeats, restarts. */
async function frames(port: CardPort, out: Output, stop: AbortSignal): Promise<void> {
  const { Link } = await import('../../host/link/index.js');
  const { CardConnection } = await import('../../host/card/card-connection.js');
  const { borrow } = await import('../flash/borrowed-port.js');
  const link = new Link({ open: async () => borrow(port), address: 'the port' });
  new CardConnection(link);
  const views = { down: viewer('to card', out), up: viewer('to host', out) };
  link.on('bytes', (direction, bytes) => views[direction](bytes));
  link.start();
  await until(stop);
  await link.stop();
}

/** Passes bytes between one daemon and the card, and shows them as frames. */
async function between(port: CardPort, at: number, out: Output, stop: AbortSignal): Promise<void> {
  const down = viewer('to card', out);
  const up = viewer('to host', out);
  let daemon: Socket | undefined;
  port.on('data', (bytes: Uint8Array) => {
    up(bytes);
    daemon?.write(bytes);
  });
  const server = createServer((socket) => {
    // A serial line has one other end.
    if (daemon) {
      socket.destroy();
      return;
    }
    daemon = socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      daemon = undefined;
    });
    socket.on('data', (bytes) => {
      down(bytes as Buffer);
      port.write(bytes);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Cpu6Error('ADDRESS_IN_USE', { address: `${loopback}:${at}` }, { cause })),
    );
    server.listen(at, loopback, resolve);
  });
  const { port: bound } = server.address() as { port: number };
  out.result({ type: 'listening', address: `tcp:${loopback}:${bound}` }, `cpu6 host --card tcp:${loopback}:${bound}`);
  await until(stop);
  daemon?.destroy();
  await new Promise((resolve) => server.close(resolve));
}

/** A terminal on the console. */
async function shell(port: CardPort, out: Output, stop: AbortSignal): Promise<void> {
  const { consoleText } = await import('../monitor/frame-view.js');
  const { stdin } = process;
  out.note(stdin.isTTY ? 'console; Ctrl-] ends' : 'console');
  port.on('data', (bytes: Uint8Array) => {
    if (out.json) out.object({ type: 'console', text: consoleText(bytes) });
    else process.stdout.write(process.stdout.isTTY ? bytes : consoleText(bytes));
  });
  await new Promise<void>((resolve) => {
    const leave = (): void => {
      stdin.off('data', onKeys);
      if (stdin.isTTY) stdin.setRawMode(false);
      stdin.pause();
      resolve();
    };
    const onKeys = (keys: Buffer): void => {
      if (stdin.isTTY && keys.includes(leaveKey)) leave();
      else port.write(keys);
    };
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.on('data', onKeys);
    stop.addEventListener('abort', leave, { once: true });
  });
}
