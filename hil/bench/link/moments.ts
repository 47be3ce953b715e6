// JsVars that a card holds at the moments of a session, told by a program that stands beside its runtime.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { boardNamed } from '../../../device/boards/index.js';
import { msgDescription, msgEpoch, msgOpened, msgProjected, msgReady } from '../../../device/runtime/messages.js';
import { channelProgram, shopApplet, shopApplet2 } from '../../../device/testing/programs.js';
import { SessionPeer } from '../../../device/testing/session-peer.js';
import { startNative } from '../../../device/virtual/native.js';
import { closePort, openPort } from '../../../host/link/index.js';
import { errorFromNumber } from '../../../protocol/errors/error.js';
import { frameWelcome } from '../../../protocol/link/constants.js';
import { shippedRuntime } from '../../../tools/artifacts.js';
import { inTime } from '../../stack/in-time.js';
import { scratch } from '../../stack/scratch.js';

/** JsVars held when the card says each; `change`: the most that was seen from ready to the new epoch. */
export interface Moments {
  readonly total: number;
  readonly vars: Readonly<Partial<Record<Moment, number>>>;
  /** What ended the session before its time. */
  readonly refused: string | undefined;
}
export const moments = ['rest', 'description', 'opened', 'projected', 'ready', 'change', 'end'] as const;
export type Moment = (typeof moments)[number];

const log = 'moments';
/** Looks at each write and whenever the runtime makes a string of bytes; at the first frame of a message it tells. */
const watcher = `(function () {
  var write = Serial1.write, text = E.toString, fs = require("fs"), most = 0;
  function look() {
    var u = process.memory().usage;
    if (u > most) most = u;
    return u;
  }
  E.toString = function (a) {
    look();
    return text(a);
  };
  Serial1.write = function (b) {
    var u = look(), type = b.charCodeAt(3);
    if (type === ${frameWelcome} || (type && type < 5)) {
      fs.appendFileSync("${log}", type + " " + b.charCodeAt(6) + " " + u + " " + most + "\\n");
      most = 0;
    }
    write.call(Serial1, b);
  };
})();
`;

const patience = 30_000;
const soon = <T>(work: Promise<T>): Promise<T> => inTime(patience, work, 'no answer');

interface Line {
  readonly code: number;
  readonly usage: number;
  readonly most: number;
}

/** A session of the test's applet from enrolment to its end, with one change of epoch that brings another applet. */
async function run(
  binary: string,
  beside: string,
): Promise<{ held: number; total: number; lines: Line[]; refused?: string; end: number }> {
  const room = scratch('moments');
  const { code: runtime } = shippedRuntime();
  const board = { ...boardNamed('LINUX'), growing: false };
  const card = await startNative({ binary, stateDir: room.dir, runtime, board, beside });
  const port = await openPort(card.address);
  const peer = new SessionPeer({ write: (b) => port.write(b), onData: (f) => port.on('data', f) }, () => card.press());
  let refused: string | undefined;
  try {
    await soon(peer.connect());
    const { vars: total, free } = peer.description;
    let end = 0;
    if (beside) {
      try {
        await soon(peer.enrol());
        await soon(peer.open({ channel: channelProgram(3), shift: 3, applet: shopApplet }));
        await soon(peer.change({ channel: channelProgram(7), shift: 7, applet: shopApplet2 }));
        peer.send('close', { session: peer.session, code: 0 });
        await soon(peer.next('closed'));
      } catch (error) {
        const { message } = error as Error;
        refused = message.replace(/^(?:fault|closed) (\d+)/, (_, number) => errorFromNumber(Number(number)).code);
      }
      // What was freed is overwritten first, and what is idle goes.
      await pause(2_000);
      await soon(peer.connect());
      end = peer.description.vars - peer.description.free;
    }
    const file = path.join(room.dir, log);
    const lines = (existsSync(file) ? readFileSync(file, 'latin1') : '')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ').map(Number) as [number, number, number, number])
      .map(([type, code, usage, most]) => ({ code: type === frameWelcome ? -1 : code, usage, most }));
    return { held: total - free, total, lines, end, ...(refused === undefined ? {} : { refused }) };
  } finally {
    peer.close();
    await closePort(port);
    await card.stop();
    room.remove();
  }
}

/** `binary`: a build whose heap does not grow. */
export async function measureMoments(binary: string): Promise<Moments> {
  const alone = await run(binary, '');
  const { held, lines, total, end, refused } = await run(binary, watcher);
  // What the watcher itself holds is not the card's.
  const own = held - alone.held;
  const at = (code: number): number | undefined => lines.find((l) => l.code === code)?.usage;
  const ready = lines.findIndex((l) => l.code === msgReady);
  const epoch = lines.findIndex((l) => l.code === msgEpoch);
  const seen: Partial<Record<Moment, number | undefined>> = {
    rest: at(-1),
    description: at(msgDescription),
    opened: at(msgOpened),
    projected: at(msgProjected),
    ready: at(msgReady),
    change: ready >= 0 && epoch > ready ? Math.max(...lines.slice(ready + 1, epoch + 1).map((l) => l.most)) : undefined,
    end: refused === undefined ? end : undefined,
  };
  const vars = Object.fromEntries(
    Object.entries(seen).flatMap(([name, n]) => (n === undefined ? [] : [[name, n - own]])),
  );
  return { total, vars, refused };
}
