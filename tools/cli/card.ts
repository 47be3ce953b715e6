// `cpu6 card`: runs a card on its own, for a host daemon to connect to by its address.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { shippedRuntime } from '../artifacts.js';
import type { RunningCard } from '../card/address.js';
import { cardState } from './paths.js';
import { flag, text, type Verb, whole } from './verb.js';
import { until } from './wait.js';

export const card: Verb = {
  name: 'card',
  summary: 'runs a card without a board: virtual:BOARD, or espruino:BINARY for a native Espruino',
  arguments: '[virtual:BOARD|espruino:BINARY]',
  arity: [0, 1],
  options: {
    state: { type: 'string', value: 'DIR', help: 'where its flash is kept (default: the XDG state directory)' },
    port: { type: 'string', value: 'PORT', help: 'TCP port of a virtual card; 0 takes a free one', default: '0' },
    pty: {
      type: 'string',
      value: 'PATH',
      help: "a virtual card's line as a terminal there, like a board's (needs socat), instead of a TCP port",
    },
    blank: {
      type: 'boolean',
      help: 'a board as it comes, or as it was left: only `cpu6 flash` changes what runs on it',
    },
    baud: {
      type: 'string',
      value: 'N',
      help: "speed of a virtual line, bits per second; 0: no limit (default: that of the board's UART; none for USB)",
    },
    control: { type: 'string', value: 'PORT', help: 'TCP port of its button; 0 takes a free one', default: '0' },
  },
  examples: [
    ['cpu6 card virtual:PICO_R1_3', 'prints the address for `cpu6 host --card ADDRESS` and that of its button'],
    ['cpu6 card espruino:/usr/local/bin/espruino', 'the same with a real interpreter; needs socat'],
    ['cpu6 card virtual:PICO_R1_3 --pty /tmp/card', 'then `cpu6 host --card serial:/tmp/card`'],
    ['cpu6 card virtual:PUCKJS --blank --baud 115200', 'a board fresh from the shop, on a slow line, for `cpu6 flash`'],
  ],
  async run({ values, positionals, out, stop }) {
    const address = positionals[0] ?? 'virtual:PICO_R1_3';
    const stateDir = path.resolve(
      text(values, 'state', path.join(cardState(), address.replace(/[^A-Za-z0-9_.-]+/g, '_'))),
    );
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const { startCard } = await import('../card/start.js');
    const running: RunningCard = await startCard(address, {
      stateDir,
      runtime: flag(values, 'blank') ? undefined : shippedRuntime().code,
      ...(values.baud === undefined ? {} : { baud: whole(values, 'baud', 0, 0, 10_000_000, 'card') }),
      port: whole(values, 'port', 0, 0, 65535, 'card'),
      pty: text(values, 'pty') || undefined,
      controlPort: whole(values, 'control', 0, 0, 65535, 'card'),
    });
    running.on('event', (event) => {
      if (out.json) out.object(event);
      else if (event.type === 'led') out.line(event.on ? 'light on' : 'light off');
    });
    out.result(
      { type: 'listening', address: running.address, control: running.control, pid: process.pid },
      `card at ${running.address}\n  connect: cpu6 host --card ${running.address}\n  press its button: cpu6 press ${running.control}`,
    );
    await Promise.race([until(stop), running.ended]);
    await running.stop();
  },
};
