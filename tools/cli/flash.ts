// `cpu6 flash`: puts the runtime on a board that runs Espruino, or with --firmware an interpreter on a bare board.
import path from 'node:path';
import { shippedRuntime } from '../artifacts.js';
import type { FlashStep } from '../flash/flash-runtime.js';
import type { Output } from './output.js';
import { hostState } from './paths.js';
import { Progress } from './progress.js';
import { flag, text, type Values, type Verb, whole } from './verb.js';

const told: Record<FlashStep, string> = {
  greet: 'looking for a card or a console …',
  unlock: 'a card: unlocking its console',
  check: 'asking the board what it is',
  upload: 'writing the runtime beside what is there',
  switch: 'switching the boot code',
  restart: 'restarting as a card',
  done: 'the card says hello',
};

export const flash: Verb = {
  name: 'flash',
  summary: 'puts the runtime on a board that runs Espruino, and makes it a card',
  arity: [0, 0],
  options: {
    card: {
      type: 'string',
      value: 'ADDRESS',
      help: 'auto, serial:PATH[@BAUD] or tcp:HOST:PORT',
      default: 'auto',
    },
    firmware: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      help: 'put this Espruino image on a bare board instead; FILE@ADDRESS, several, for ESP32 boards',
    },
    board: { type: 'string', value: 'BOARD', help: 'with --firmware: the board, where the image does not tell' },
    drive: { type: 'string', value: 'DIR', help: 'with --firmware: drive of its UF2 boot loader' },
    baud: { type: 'string', value: 'N', help: 'with --firmware: speed towards an ESP32', default: '460800' },
    replace: { type: 'boolean', help: 'remove programs of its own that start on the board' },
    key: { type: 'string', value: 'FILE', help: 'unlock key of the card, if it was flashed on another host' },
    state: { type: 'string', value: 'DIR', help: "the host's state directory, where the unlock key is kept" },
  },
  examples: [
    ['cpu6 flash', 'the one board that is plugged in'],
    ['cpu6 flash --card serial:/dev/ttyUSB0', 'a board behind a serial adapter, which is not looked for by itself'],
    ['cpu6 flash --firmware espruino_2v29_pico_1r3.bin', 'the interpreter itself, by the boot loader of the board'],
    ['cpu6 flash --replace', 'a board that runs a program of its own: it is removed'],
  ],
  async run({ values, out, stop }) {
    const { oneAddress, openCard } = await import('../ports/open-card.js');
    const { CardKeys, readKey } = await import('../flash/card-keys.js');
    const { flashRuntime } = await import('../flash/flash-runtime.js');
    const progress = new Progress(out);
    if (values.firmware !== undefined) {
      await firmware(values, out, stop, progress);
      return;
    }
    const address = await oneAddress(text(values, 'card', 'auto'));
    const keyFile = text(values, 'key');
    try {
      const done = await flashRuntime({
        address,
        open: async () => {
          const port = await openCard(address);
          stop.addEventListener('abort', () => port.destroy(), { once: true });
          return port;
        },
        runtime: shippedRuntime().code,
        keys: new CardKeys(path.resolve(text(values, 'state', hostState()))),
        key: keyFile ? readKey(keyFile) : undefined,
        replace: flag(values, 'replace'),
        onStep: (step) => progress.step(step, told[step]),
        onProgress: (sent, total) => progress.at(sent, total),
      });
      out.result(
        { type: 'flashed', address, ...done },
        [
          `${done.board} with Espruino ${done.espruino} is card ${done.card}${done.kept ? ', as before' : ''}`,
          `  runtime     ${done.runtime.slice(0, 16)}… (${done.bytes.toLocaleString('en')} bytes, read back)`,
          `  memory      ${done.free} of ${done.vars} JsVars free`,
          `  slots       ${done.slots}`,
          `  unlock key  ${done.keyFile}`,
        ].join('\n'),
      );
    } finally {
      progress.end();
    }
  },
};

async function firmware(values: Values, out: Output, stop: AbortSignal, progress: Progress): Promise<void> {
  const { flashFirmware } = await import('../flash/firmware/flash-firmware.js');
  const { oneAddress } = await import('../ports/open-card.js');
  try {
    const done = await flashFirmware({
      files: values.firmware as string[],
      board: text(values, 'board') || undefined,
      address: () => oneAddress(text(values, 'card', 'auto')),
      drive: text(values, 'drive') || undefined,
      baud: whole(values, 'baud', 460_800, 9600, 2_000_000, 'flash'),
      stop,
      onBoard: (board) => progress.step('firmware', `an image for ${board.title}`),
      onProgress: (sent, total) => progress.at(sent, total),
    });
    const { board } = done;
    if (!done.written)
      out.result(
        { type: 'firmware', board: board.name, written: false, how: done.how },
        `the file is right for ${board.title}; cpu6 does not write it:\n  ${done.how}`,
      );
    else
      out.result(
        { type: 'firmware', board: board.name, written: true, bytes: done.bytes, verified: done.verified },
        `${done.bytes.toLocaleString('en')} bytes are on the ${board.title}, checked ${done.verified}\n  next: cpu6 flash`,
      );
  } finally {
    progress.end();
  }
}
