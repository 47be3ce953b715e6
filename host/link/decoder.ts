// Bytes of a serial line to link frames, whatever happens to them on the way.
//
// `@serialport/parser-packet-length` cuts the stream by delimiter and length; it checks nothing else. After a flipped
// length bit or a lost byte it swallows good frames. So what it returned and the CRC refuses gets a second look: every
// frame inside whose CRC holds is taken, and a start that may still be completed goes back into a fresh parser. A bogus
// length in front of a quiet line is undone by `idle()`, which the owner calls when no byte came for a while.
import { PacketLengthParser } from '@serialport/parser-packet-length';
import { decodeFrame, delimiter, type Frame, frameOverhead } from '../../protocol/link/frame.js';

export type Decoded =
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** Bytes that belong to no good frame. */
  | { readonly kind: 'discarded'; readonly reason: 'noise' | 'damaged' | 'idle'; readonly bytes: number };

const nothing = Buffer.alloc(0);

export class FrameDecoder {
  #parser: PacketLengthParser;
  /** What the parser was given and has not returned. */
  #held: Buffer = nothing;
  #given = 0;

  /** `maxPayload`: longest payload of a frame, in bytes. Longer lengths are taken as damage at once. */
  constructor(private readonly maxPayload: number) {
    this.#parser = this.#fresh();
  }

  /** Bytes that wait for the rest of their frame. */
  get held(): number {
    return this.#held.length;
  }

  /** Takes the next bytes of the line, cut anywhere. */
  push(chunk: Uint8Array): Decoded[] {
    const out: Decoded[] = [];
    let data = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // In slices: what must be looked at twice after damage stays short whatever the size of the chunk.
    while (data.length > 0) {
      this.#feed(data.subarray(0, 1024), out);
      data = data.subarray(1024);
    }
    return this.#counted(out);
  }

  #counted(out: Decoded[]): Decoded[] {
    this.#given += out.length;
    return out;
  }

  /** What was given out so far, frames and discarded bytes alike: unchanged while the same frame is waited for. */
  get given(): number {
    return this.#given;
  }

  /** The frame that is waited for has had its time, and the line is not quiet: its start is given up, what follows may be good. */
  late(): Decoded[] {
    const out: Decoded[] = [];
    const rest = this.#held.subarray(this.#held.indexOf(delimiter) + 1);
    const lost = this.#held.length - rest.length;
    if (lost > 0) out.push({ kind: 'discarded', reason: 'damaged', bytes: lost });
    this.#restart();
    const tail = this.#look(rest, out, 'damaged');
    if (tail.length > 0) {
      this.#held = tail;
      this.#parser.write(tail);
    }
    return this.#counted(out);
  }

  /** The line is quiet: whatever is held will not be completed. Frames inside it are taken. */
  idle(): Decoded[] {
    const out: Decoded[] = [];
    const rest = this.#held;
    this.#restart();
    this.#look(rest, out, 'idle');
    return this.#counted(out);
  }

  #feed(data: Buffer, out: Decoded[]): void {
    this.#held = this.#held.length === 0 ? data : Buffer.concat([this.#held, data]);
    this.#parser.write(data);
    for (;;) {
      const packet = this.#parser.read() as Buffer | null;
      if (packet === null) break;
      // The parser skips everything in front of a delimiter.
      const start = this.#held.indexOf(delimiter);
      if (start > 0) out.push({ kind: 'discarded', reason: 'noise', bytes: start });
      const frame = decodeFrame(packet);
      if (frame) {
        out.push({ kind: 'frame', frame });
        this.#held = this.#held.subarray(start + packet.length);
        continue;
      }
      const rest = this.#held.subarray(start + 1);
      out.push({ kind: 'discarded', reason: 'damaged', bytes: 1 });
      this.#restart();
      const tail = this.#look(rest, out, 'damaged');
      if (tail.length > 0) {
        this.#held = tail;
        this.#parser.write(tail);
      }
    }
    if (this.#held.length > 0 && !this.#held.includes(delimiter)) {
      out.push({ kind: 'discarded', reason: 'noise', bytes: this.#held.length });
      this.#held = nothing;
    }
  }

  /** Takes the good frames in `data`; returns the tail that may be the start of one more, unless nothing will follow. */
  #look(data: Buffer, out: Decoded[], reason: 'damaged' | 'idle'): Buffer {
    let at = 0;
    let lost = 0;
    const discard = (): void => {
      if (lost > 0) out.push({ kind: 'discarded', reason, bytes: lost });
      lost = 0;
    };
    for (;;) {
      const start = data.indexOf(delimiter, at);
      if (start < 0) {
        lost += data.length - at;
        discard();
        return nothing;
      }
      lost += start - at;
      const left = data.length - start;
      const payload = left >= 3 ? data.readUInt16LE(start + 1) : 0;
      const size = payload + frameOverhead;
      if (reason !== 'idle' && (left < 3 || (payload <= this.maxPayload && left < size))) {
        discard();
        return data.subarray(start);
      }
      const frame =
        payload <= this.maxPayload && size <= left ? decodeFrame(data.subarray(start, start + size)) : undefined;
      if (frame) {
        discard();
        out.push({ kind: 'frame', frame });
        at = start + size;
      } else {
        lost += 1;
        at = start + 1;
      }
    }
  }

  #restart(): void {
    this.#parser.destroy();
    this.#parser = this.#fresh();
    this.#held = nothing;
  }

  #fresh(): PacketLengthParser {
    return new PacketLengthParser({
      delimiter,
      delimiterBytes: 1,
      lengthOffset: 1,
      lengthBytes: 2,
      packetOverhead: frameOverhead,
      maxLen: this.maxPayload,
      // One read() per packet, however many packets a chunk holds.
      readableObjectMode: true,
      readableHighWaterMark: 4096,
    });
  }
}
