// TextEncoder and TextDecoder: texts are bytes of UTF-8 already.

export function $TextEncoder(this: any): void {
  this.encoding = 'utf-8';
}

export function $encodeText(this: any, s: any): Uint8Array {
  s = s === undefined ? '' : `${s}`;
  const out = new Uint8Array(s.length);
  for (let i = 0; i < s.length; i++) out[i] = s.charCodeAt(i);
  return out;
}

export function $TextDecoder(this: any): void {
  this.encoding = 'utf-8';
}

export function $decodeText(this: any, bytes: any): string {
  let out = '';
  if (!bytes) return out;
  const view =
    bytes.buffer && bytes.byteOffset !== undefined
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new Uint8Array(bytes);
  for (let i = view[0] === 239 && view[1] === 187 && view[2] === 191 ? 3 : 0; i < view.length; i++)
    out += String.fromCharCode(view[i]!);
  return out;
}
