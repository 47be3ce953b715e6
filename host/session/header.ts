// The header of an applet as it comes from a card: read as hostile input.
import type { AppletHeader, GateEntry, MethodEntry } from '../../protocol/applet/header.js';
import { segmentsOf } from '../../protocol/applet/segments.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { type Descriptor, Kind } from '../../protocol/schema/types.js';

const maxDepth = 8;
const maxMethods = 64;
const maxFields = 64;
const identifier = /^[A-Za-z_$][A-Za-z0-9_$]{0,31}$/;

class Malformed extends Error {}

const fail = (why: string): never => {
  throw new Malformed(why);
};
const whole = (value: unknown, low: number, high: number, what: string): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
    ? value
    : fail(`${what} must be ${low} to ${high}`);
const name = (value: unknown, what: string): string =>
  typeof value === 'string' && identifier.test(value) && value !== '__proto__' ? value : fail(`${what} is no name`);
const array = (value: unknown, max: number, what: string): unknown[] =>
  Array.isArray(value) && value.length <= max ? value : fail(`${what} must be a list of at most ${max}`);

function descriptor(value: unknown, depth = 0): Descriptor {
  if (depth > maxDepth) fail('a type is nested too deeply');
  if (typeof value === 'number') return whole(value, Kind.none, Kind.f64, 'a type') as Descriptor;
  const list = array(value, 1 + 2 * maxFields * 2, 'a type');
  const arity = (n: number): unknown => (list.length === n ? undefined : fail('a type has a wrong length'));
  switch (list[0]) {
    case Kind.text:
    case Kind.bytes:
      arity(2);
      return [list[0], whole(list[1], 1, 4096, 'a size')];
    case Kind.blob:
      arity(2);
      return [Kind.blob, whole(list[1], 1, 16_384, 'a size')];
    case Kind.list:
      arity(3);
      return [Kind.list, whole(list[1], 1, 1024, 'a count'), descriptor(list[2], depth + 1)];
    case Kind.optional:
      arity(2);
      return [Kind.optional, descriptor(list[1], depth + 1)];
    case Kind.record: {
      if (list.length % 2 !== 1 || list.length > 1 + 2 * maxFields) fail('a record has a wrong length');
      const out: (string | Descriptor)[] = [];
      for (let i = 1; i < list.length; i += 2) {
        const field = name(list[i], 'a field');
        if (out.includes(field)) fail(`field ${field} occurs twice`);
        out.push(field, descriptor(list[i + 1], depth + 1));
      }
      return [Kind.record, ...out];
    }
    case Kind.oneOf: {
      if (list.length < 2 || list.length > 256) fail('a choice has a wrong length');
      const names = list
        .slice(1)
        .map((item) => (typeof item === 'string' && item.length <= 64 ? item : fail('a choice is no text')));
      return [Kind.oneOf, ...names];
    }
    default:
      return fail('there is no such type');
  }
}

const method = (value: unknown): MethodEntry => {
  const list = array(value, 6, 'a method');
  return [name(list[0], 'a method'), descriptor(list[1]), descriptor(list[2])];
};

function methods(value: unknown, what: string): MethodEntry[] {
  return array(value, maxMethods, what).map((item) => {
    if (array(item, 3, 'a method').length !== 3) fail('a method has a wrong length');
    return method(item);
  });
}

function gate(value: unknown): GateEntry[] {
  const seen = new Set<string>();
  return array(value, maxMethods, 'the gate').map((item) => {
    const list = array(item, 6, 'a gate method');
    if (list.length !== 6) fail('a gate method has a wrong length');
    const entry = method(list);
    if (seen.has(entry[0])) fail(`method ${entry[0]} occurs twice`);
    seen.add(entry[0]);
    return [
      ...entry,
      whole(list[3], 0, 1, 'presence') as 0 | 1,
      whole(list[4], 1, 1_000_000, 'calls'),
      whole(list[5], 1, 86_400, 'seconds'),
    ];
  });
}

const expected = ['name', 'version', 'gate', 'server', 'card', 'state', 'caps', 'vars', 'ms'];
/** There only where the author asks for it. */
const optional = ['out', 'segments'];

/** Reads the header's JSON. Throws `APPLET_MALFORMED` on anything that a right compiler would not have written. */
export function parseHeader(text: string): AppletHeader {
  try {
    const raw: unknown = JSON.parse(text);
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return fail('it is no object');
    const h = raw as Record<string, unknown>;
    const keys = Object.keys(h);
    if (!expected.every((key) => keys.includes(key)) || !keys.every((key) => [...expected, ...optional].includes(key)))
      fail('its members are wrong');
    segmentsOf(h as unknown as AppletHeader);
    return {
      name: typeof h.name === 'string' && /^[a-z][a-z0-9-]{0,31}$/.test(h.name) ? h.name : fail('its name is wrong'),
      version:
        typeof h.version === 'string' && /^[0-9A-Za-z.+-]{1,64}$/.test(h.version)
          ? h.version
          : fail('its version is wrong'),
      gate: gate(h.gate),
      server: methods(h.server, 'server'),
      card: methods(h.card, 'card'),
      state: descriptor(h.state),
      caps: array(h.caps, 32, 'caps').map((cap) => name(cap, 'a capability')),
      vars: whole(h.vars, 0, 1_000_000, 'vars'),
      ms: whole(h.ms, 0, 60_000, 'ms'),
      ...(h.out === undefined ? {} : { out: whole(h.out, 0, 262_144, 'out') }),
      ...(h.segments === undefined ? {} : { segments: h.segments as NonNullable<AppletHeader['segments']> }),
    };
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError)
      throw new Cpu6Error('APPLET_MALFORMED', { why: `its header: ${error.message.slice(0, 100)}` });
    throw error;
  }
}
