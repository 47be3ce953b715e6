// A recorded line played to a link of this version, without card or server, in no time: does the host still do the same?
//
// The clock of the replay is the recording's. What the card said comes when it came; what the host had to say is given to the
// link when the recorded link sent it. Only the names of links differ from run to run: they are put into the recorded answers.
import { Duplex } from 'node:stream';
import { limitOf } from '../../protocol/limits.js';
import { encodeFrame, FrameType, isNumbered } from '../../protocol/link/frame.js';
import { decodeHello, decodeWelcome, encodeWelcome } from '../../protocol/link/greeting.js';
import type { Clock, Timer } from '../clock.js';
import { FrameDecoder } from '../link/decoder.js';
import { Link } from '../link/link.js';
import { Receiver } from '../link/receiver.js';
import type { RecordedEntry } from './recording.js';

export interface Replay {
  /** Messages that the recorded link delivered and sent, and those of the link of now. */
  readonly delivered: { readonly recorded: number; readonly now: number };
  readonly sent: { readonly recorded: number; readonly now: number };
  /** Where the two part, in words; empty: they do the same. */
  readonly differences: readonly string[];
}

type Step = { readonly t: number } & (
  | { readonly do: 'open' | 'lost' }
  | { readonly do: 'card'; readonly bytes: Buffer; readonly welcome?: boolean }
  | { readonly do: 'send'; readonly message: Uint8Array; readonly control: boolean }
);

/** Time that passes when the replay says so. */
class ReplayClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly action: () => void }[] = [];
  now = (): number => this.#now;
  date = (): number => this.#now;
  after(ms: number, action: () => void): Timer {
    const timer = { at: this.#now + ms, action };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((t) => t !== timer);
      },
    };
  }
  async until(t: number): Promise<void> {
    for (;;) {
      let next: { readonly at: number; readonly action: () => void } | undefined;
      for (const timer of this.#timers) if (timer.at <= t && (!next || timer.at < next.at)) next = timer;
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
      await settle();
    }
    this.#now = Math.max(this.#now, t);
  }
}
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};

interface Script {
  readonly steps: Step[];
  readonly delivered: Buffer[];
  readonly sent: Buffer[];
}

/** What happened on a line, and what its two ends said to each other, from the bytes alone. */
function scriptOf(entries: readonly RecordedEntry[]): Script {
  const script: Script = { steps: [], delivered: [], sent: [] };
  const decoders = { down: new FrameDecoder(limitOf('link.frame')), up: new FrameDecoder(limitOf('link.frame')) };
  let receivers = { down: new Receiver(limitOf('link.message')), up: new Receiver(limitOf('link.message')) };
  for (const entry of entries) {
    const { t } = entry;
    if ('port' in entry) {
      script.steps.push({ t, do: entry.port });
      continue;
    }
    const { direction, bytes } = entry;
    if (direction === 'up') script.steps.push({ t, do: 'card', bytes });
    for (const item of decoders[direction].push(bytes)) {
      if (item.kind !== 'frame') continue;
      const { frame } = item;
      if (frame.type === FrameType.welcome && direction === 'up') {
        script.steps.push({ t, do: 'card', bytes: Buffer.from(encodeFrame(frame)), welcome: true });
        if (decodeWelcome(frame.payload)?.resumed === false)
          receivers = { down: new Receiver(limitOf('link.message')), up: new Receiver(limitOf('link.message')) };
      }
      if (!isNumbered(frame.type)) continue;
      for (const message of receivers[direction].accept(frame).messages) {
        if (direction === 'up') script.delivered.push(Buffer.from(message));
        else {
          script.sent.push(Buffer.from(message));
          const control = frame.type === FrameType.controlLast;
          script.steps.push({ t, do: 'send', message, control });
        }
      }
    }
  }
  return script;
}

/** Replays the line of one card, of one start of a daemon. */
export async function replay(entries: readonly RecordedEntry[]): Promise<Replay> {
  const script = scriptOf(entries);
  const clock = new ReplayClock();
  const delivered: Buffer[] = [];
  const sent: Buffer[] = [];
  let nonce: Uint8Array | undefined;
  let port: Duplex | undefined;
  let receiver = new Receiver(limitOf('link.message'));
  let opened: ((port: Duplex) => void) | undefined;
  const hear = new FrameDecoder(limitOf('link.frame'));
  const open = (): Promise<Duplex> => new Promise((resolve) => (opened = resolve));
  // Hardly any pause before the port is opened again: it waits for the recorded opening.
  const random = (): number => 1 / 255;
  const link = new Link({ open, address: 'the recording', clock, random });
  link.on('message', (message) => delivered.push(Buffer.from(message)));
  link.on('up', () => {
    receiver = new Receiver(limitOf('link.message'));
  });
  const newPort = (): Duplex =>
    new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        for (const item of hear.push(chunk)) {
          if (item.kind !== 'frame') continue;
          if (item.frame.type === FrameType.hello) nonce = decodeHello(item.frame.payload)?.nonce;
          if (!isNumbered(item.frame.type)) continue;
          for (const message of receiver.accept(item.frame).messages) sent.push(Buffer.from(message));
        }
        done();
      },
    });
  link.start();
  for (const step of script.steps) {
    await clock.until(step.t);
    switch (step.do) {
      case 'open':
        port = newPort();
        opened?.(port);
        break;
      case 'lost':
        port?.destroy();
        break;
      case 'send':
        link.send(step.message, { control: step.control }).catch(() => {});
        break;
      case 'card':
        if (!step.welcome) port?.push(step.bytes);
        else if (nonce) port?.push(renamed(step.bytes, nonce));
    }
    await settle();
  }
  await clock.until(clock.now() + 1_000);
  await link.stop();
  return {
    delivered: { recorded: script.delivered.length, now: delivered.length },
    sent: { recorded: script.sent.length, now: sent.length },
    differences: [...compare('delivered', script.delivered, delivered), ...compare('sent', script.sent, sent)],
  };
}

/** A recorded welcome as the answer to a hello of now. */
function renamed(bytes: Buffer, nonce: Uint8Array): Buffer {
  const [item] = new FrameDecoder(limitOf('link.frame')).push(bytes);
  if (item?.kind !== 'frame') return bytes;
  const welcome = decodeWelcome(item.frame.payload);
  // One that answers no hello keeps its zeros.
  if (!welcome?.nonce.some((byte) => byte !== 0)) return bytes;
  return Buffer.from(encodeFrame({ ...item.frame, payload: encodeWelcome({ ...welcome, nonce }) }));
}

function compare(what: string, recorded: readonly Buffer[], now: readonly Buffer[]): string[] {
  const at = recorded.findIndex((message, i) => !now[i]?.equals(message));
  if (at >= 0)
    return [
      `message ${at + 1} ${what}: ${now[at] ? 'another one' : 'it is missing'} (recorded: ${recorded[at]!.length} bytes)`,
    ];
  return now.length > recorded.length ? [`message ${recorded.length + 1} ${what}: was not recorded`] : [];
}
