// One direction of a link as lines for people: frames, and the messages that they make up. Names and sizes only: some
// messages carry secrets, and a screen may be photographed.
import { type Decoded, FrameDecoder } from '../../host/link/decoder.js';
import { plainText } from '../../host/text.js';
import { limitOf } from '../../protocol/limits.js';
import { FrameType } from '../../protocol/link/frame.js';
import { decodeHello, decodeWelcome } from '../../protocol/link/greeting.js';
import { cardMessages } from '../../protocol/messages/card.js';

export interface FrameLine {
  readonly direction: 'to card' | 'to host';
  /** Name of the frame, or `noise` for bytes that belong to none. */
  readonly frame: string;
  readonly seq: number;
  readonly ack: number;
  /** Bytes of payload, or of noise. */
  readonly bytes: number;
  /** The message that this frame completes, and its bytes. */
  readonly message?: string;
  readonly messageBytes?: number;
}

const names = new Map<number, string>(Object.entries(FrameType).map(([name, type]) => [type, name]));
const lanes: Readonly<Record<number, number>> = {
  [FrameType.data]: 0,
  [FrameType.last]: 0,
  [FrameType.controlData]: 1,
  [FrameType.controlLast]: 1,
};
const messages = new Map<number, string>(Object.entries(cardMessages.table).map(([name, { code }]) => [code, name]));

/** A link that goes on keeps its numbers and its half messages. */
function startsOver(type: number, payload: Uint8Array): boolean {
  if (type === FrameType.hello) return decodeHello(payload)?.link.every((byte) => byte === 0) ?? true;
  return type === FrameType.welcome && decodeWelcome(payload)?.resumed !== true;
}

export class FrameView {
  #decoder = new FrameDecoder(limitOf('link.frame'));
  readonly #parts: Uint8Array[][] = [[], []];
  #lastSeq = -1;

  constructor(readonly direction: FrameLine['direction']) {}

  push(bytes: Uint8Array): FrameLine[] {
    return this.#decoder.push(bytes).map((item) => this.#line(item));
  }
  /** The line is quiet: what is held is not completed any more. */
  idle(): FrameLine[] {
    return this.#decoder.idle().map((item) => this.#line(item));
  }

  #line(item: Decoded): FrameLine {
    const { direction } = this;
    if (item.kind === 'discarded') return { direction, frame: 'noise', seq: 0, ack: 0, bytes: item.bytes };
    const { type, seq, ack, payload } = item.frame;
    const line = { direction, frame: names.get(type) ?? `type ${type}`, seq, ack, bytes: payload.length };
    if (startsOver(type, payload)) this.#forget();
    const lane = lanes[type];
    if (lane === undefined) return line;
    // Sent again: it has been counted.
    if (seq === this.#lastSeq) return { ...line, frame: `${line.frame} again` };
    this.#lastSeq = seq;
    this.#parts[lane]!.push(payload);
    if (type !== FrameType.last && type !== FrameType.controlLast) return line;
    const whole = Buffer.concat(this.#parts[lane]!);
    this.#parts[lane] = [];
    return { ...line, message: messages.get(whole[0] ?? -1) ?? `code ${whole[0]}`, messageBytes: whole.length };
  }

  #forget(): void {
    this.#parts[0] = [];
    this.#parts[1] = [];
    this.#lastSeq = -1;
  }
}

export function describeLine(line: FrameLine): string {
  const arrow = line.direction === 'to card' ? '→' : '←';
  if (line.frame === 'noise') return `${arrow} noise of ${line.bytes} bytes`;
  const message = line.message === undefined ? '' : `  ${line.message} (${line.messageBytes} bytes)`;
  return `${arrow} ${line.frame.padEnd(12)} ${String(line.seq).padStart(3)} ack ${String(line.ack).padStart(3)} ${String(line.bytes).padStart(4)} B${message}`;
}

/** Text of a console without control characters but line ends and tabs. */
export const consoleText = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .split('\n')
    .map((line) =>
      plainText(
        line.replace(/[\r\t]/g, (c) => (c === '\t' ? '  ' : '')),
        4096,
      ),
    )
    .join('\n');
