// The card's end of the channel, whatever its suite: message codes, layout, padding, and the tag's place.
//
// A template: the numbers 70xx and the strings '@…' are filled in for each epoch from its draw (projector/draw.ts), and of
// the alternatives of a `c.pick(71xx, …)` one is taken. Numbers stand alone, never beside another constant, so that no
// compiler pass can fold them away. `c.lock` and `c.unlock` are the functions of the suite's template.
//
//   plaintext = head (length u16 and code, in some order), body and filler, in some order
import type { Channel, FrameCard } from './channel.types.js';

export default function channel(c: FrameCard): Channel {
  const toWire = '@to-wire';
  const fromWire = '@from-wire';
  let filler = '@filler';
  while (filler.length < 7001) filler += filler;

  // Counters stay below 65,536: the server ends an epoch before that.
  function seal(n: number, code: number, body: string): string {
    const wire = toWire.substr(code, 1);
    const size = body.length;
    const low = c.chr(size & 255);
    const high = c.chr(size >> 8);
    const head = c.pick(
      7101,
      low + high + wire,
      low + wire + high,
      high + low + wire,
      high + wire + low,
      wire + low + high,
      wire + high + low,
    );
    const pad = filler.substr(0, 7002 - ((size + 3) % 7001));
    const sealed = c.lock(n, c.pick(7102, head + body + pad, head + pad + body, body + pad + head, pad + body + head));
    const end = sealed.length - 16;
    const tag = sealed.substr(end);
    return c.pick(
      7103,
      sealed,
      tag + sealed.substr(0, end),
      sealed.substr(0, 7003) + tag + sealed.substr(7003, end - 7003),
    );
  }

  function open(n: number, record: string): string | undefined {
    const end = record.length - 16;
    if (end < 16) return undefined;
    const text = c.pick(7103, record.substr(0, end), record.substr(16), record.substr(0, 7003) + record.substr(7004));
    const plain = c.unlock(n, text, record.substr(c.pick(7103, end, 0, 7003), 16));
    if (!plain) return undefined;
    const rest = plain.length - 3;
    const at = c.pick(7102, 0, 0, rest, rest);
    const size = plain.charCodeAt(at + 7005) + plain.charCodeAt(at + 7006) * 256;
    const wire = plain.charCodeAt(at + 7007);
    if (!(size <= rest && wire < 32)) return undefined;
    return fromWire.substr(wire, 1) + plain.substr(c.pick(7102, 3, rest + 3 - size, 0, rest - size), size);
  }

  return [seal, open];
}
