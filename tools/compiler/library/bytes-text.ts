// Bytes as text and back: `toHex`, `toBase64`, `Uint8Array.fromHex`, `Uint8Array.fromBase64` of ES2026.
import { $atob } from './base64.js';

export function $toHex(this: any): string {
  let out = '';
  for (let i = 0; i < this.length; i++) out += (this[i] < 16 ? '0' : '') + this[i].toString(16);
  return out;
}

export function $fromHex(text: any): any {
  const digit = (i: number): number => {
    const at = '0123456789abcdef'.indexOf(text.charAt(i).toLowerCase());
    if (at < 0) throw new SyntaxError('not a text of hex digits');
    return at;
  };
  if (typeof text !== 'string') throw new TypeError('not a text');
  if (text.length % 2) throw new SyntaxError('not a text of hex digits');
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = digit(2 * i) * 16 + digit(2 * i + 1);
  return out;
}

export function $toBase64(this: any, options: any): string {
  let bytes = '';
  for (let i = 0; i < this.length; i++) bytes += String.fromCharCode(this[i]);
  let text = (btoa as any)(bytes);
  const end = text.indexOf('=');
  if (options && options.omitPadding && end >= 0) text = text.substr(0, end);
  if (!options || options.alphabet !== 'base64url') return text;
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    out += c === '+' ? '-' : c === '/' ? '_' : c;
  }
  return out;
}

export function $fromBase64(text: any, options: any): any {
  if (typeof text !== 'string') throw new TypeError('not a text');
  const url = options && options.alphabet === 'base64url';
  let plain = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (url ? c === '+' || c === '/' : c === '-' || c === '_') throw new SyntaxError('not base64');
    plain += c === '-' ? '+' : c === '_' ? '/' : c;
  }
  let bytes: string;
  try {
    bytes = $atob(plain);
  } catch (_) {
    throw new SyntaxError('not base64');
  }
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < out.length; i++) out[i] = bytes.charCodeAt(i);
  return out;
}
