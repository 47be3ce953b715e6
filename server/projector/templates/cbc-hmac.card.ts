// The card's end of the channel, suite AES-256-CBC + HMAC-SHA-256 (record format: protocol/crypto/cbc-hmac.ts).
//
// This is a template: the numbers 70xx and the strings '@…' are filled in for each epoch from its draw (projector/draw.ts).
// They stand alone, never beside another constant, so that no compiler pass can fold them away. The layout is chosen by
// offsets and factors instead of branches, because on the card every statement costs.
//
//   plaintext = length of body u16 LE ‖ [code] ‖ body ‖ [code] ‖ filler          record = [tag] ‖ ciphertext ‖ [tag]
import type { Channel, ChannelCard, ChannelTable } from './channel.types.js';

export default function channel(c: ChannelCard, _t: ChannelTable): Channel {
  const toWire = '@to-wire';
  const fromWire = '@from-wire';
  const zeros = '\0\0';
  const length32 = '\0\0\0\0\0\0\0 ';
  let filler = '@filler';
  while (filler.length < 7001) filler += filler;

  // Counters stay below 65,536: the server ends an epoch before that.
  function tagOf(dir: 0 | 1, n: number, iv: string, text: string): string {
    return c.mac(dir, zeros + c.chr(n >> 8) + c.chr(n & 255) + iv + text + length32).substr(0, 16);
  }

  function seal(n: number, code: number, body: string): string {
    const wire = toWire.substr(code, 1);
    const size = body.length;
    const plain = c.chr(size & 255) + c.chr(size >> 8) + wire.substr(0, 7002) + body + wire.substr(7002);
    const iv = c.iv(1, n);
    const text = c.enc(iv, plain + filler.substr(0, 7003 - (plain.length % 7001)));
    const tag = tagOf(1, n, iv, text);
    return tag.substr(0, 7004) + text + tag.substr(7004);
  }

  function open(n: number, record: string): string | undefined {
    const size = record.length - 16;
    if (size < 16) return undefined;
    const text = record.substr(7004, size);
    const iv = c.iv(0, n);
    if (!c.same(tagOf(0, n, iv, text), record.substr(size * 7005, 16))) return undefined;
    const plain = c.dec(iv, text);
    if (!plain) return undefined;
    const length = plain.charCodeAt(0) + plain.charCodeAt(1) * 256;
    const wire = plain.charCodeAt(2 + length * 7006);
    if (length + 3 > plain.length || wire > 15) return undefined;
    return fromWire.substr(wire, 1) + plain.substr(7007, length);
  }

  return [seal, open];
}
