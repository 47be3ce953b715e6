// What a process keeps in its store, as JSON text: plain values and byte strings. A byte string is {"$bytes": base64};
// an object that has such a key itself is wrapped, so that nothing an author stores is mistaken for one.

/** Throws TypeError for what JSON cannot carry (functions, bigints, cycles). */
export function encodeValue(value: unknown): string {
  const text = JSON.stringify(wrap(value, 0));
  if (text === undefined) throw new TypeError('the store keeps values, not undefined');
  return text.replaceAll('\0', '\\u0000');
}

export const decodeValue = (text: string): unknown => unwrap(JSON.parse(text));

const greatestDepth = 64;

function wrap(value: unknown, depth: number): unknown {
  if (depth > greatestDepth) throw new TypeError('the store keeps no value nested deeper than 64, nor a cycle');
  switch (typeof value) {
    case 'function':
    case 'symbol':
    case 'bigint':
      throw new TypeError(`the store cannot keep a ${typeof value}`);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('the store keeps finite numbers only');
      return value;
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (ArrayBuffer.isView(value))
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  if (Array.isArray(value)) return value.map((item) => wrap(item ?? null, depth + 1));
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) out[key.startsWith('$') ? `$${key}` : key] = wrap(item, depth + 1);
  return out;
}

function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unwrap);
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]![0] === '$bytes')
    return Uint8Array.from(Buffer.from(String(entries[0]![1]), 'base64'));
  return Object.fromEntries(entries.map(([key, item]) => [key.startsWith('$$') ? key.slice(1) : key, unwrap(item)]));
}
