// From a process's declaration, evaluated, to the header of its applet.

import { capabilityMembers } from '../../protocol/applet/capabilities.js';
import type { AppletHeader, GateEntry, MethodEntry } from '../../protocol/applet/header.js';
import type { Method, Process } from '../../protocol/process/index.js';
import { type Descriptor, type Fields, Kind, recordDescriptor } from '../../protocol/schema/types.js';

const processName = /^[a-z][a-z0-9-]{0,31}$/;
const semver = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
const rateForm = /^(\d+)\/(s|min|h)$/;
const methodName = /^[A-Za-z][A-Za-z0-9]{0,23}$/;
const seconds: Record<string, number> = { s: 1, min: 60, h: 3600 };

/** What is wrong with a declaration; the caller knows where it stands. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError';
}
const fail = (message: string): never => {
  throw new DeclarationError(message);
};

const fields = (declared: Fields | undefined): Descriptor =>
  declared && Object.keys(declared).length ? recordDescriptor(declared) : Kind.none;

function entry(name: string, method: Method): MethodEntry {
  if (!methodName.test(name)) fail(`method "${name}": use 1 to 24 letters and digits, a letter first`);
  return [name, fields(method.in), fields(method.out)];
}

function rate(name: string, text: string): [calls: number, seconds: number] {
  const match = rateForm.exec(text);
  const calls = Number(match?.[1]);
  if (!match || calls < 1 || calls > 65535) fail(`method "${name}": the rate "${text}" is not like 6/min`);
  return [calls, seconds[match![2]!]!];
}

const limited = (name: string, value: number | undefined, max: number): number => {
  if (value === undefined) return 0;
  if (!Number.isInteger(value) || value < 1 || value > max) fail(`quota.${name} is a whole number from 1 to ${max}`);
  return value;
};

/** Throws {@link DeclarationError}. */
export function headerOf(process: Process): AppletHeader {
  if (!processName.test(process.name)) fail('the name is 1 to 32 of a–z, 0–9 and -, a letter first');
  const version = process.version ?? '0.0.0';
  if (!semver.test(version)) fail(`the version "${version}" is not like 1.2.3`);
  const gate = Object.entries(process.gate).map(([name, m]): GateEntry => {
    const presence = m.presence ?? 'none';
    if (presence !== 'none' && presence !== 'button') fail(`method "${name}": presence is none or button`);
    return [...entry(name, m), presence === 'button' ? 1 : 0, ...rate(name, m.rate ?? '60/min')];
  });
  const calls = (side: Readonly<Record<string, Method>> | undefined): MethodEntry[] =>
    Object.entries(side ?? {}).map(([name, m]) => entry(name, m));
  const card = calls(process.calls?.card);
  for (const [name] of card)
    if (Object.hasOwn(process.gate, name)) fail(`method "${name}" is declared in gate and in calls.card`);
  const caps = [...(process.capabilities ?? [])];
  for (const name of caps) if (!Object.hasOwn(capabilityMembers, name)) fail(`there is no capability "${name}"`);
  if (new Set(caps).size !== caps.length) fail('a capability is listed twice');
  return {
    name: process.name,
    version,
    gate,
    server: calls(process.calls?.server),
    card,
    state: fields(process.state),
    caps,
    vars: limited('vars', process.quota?.vars, 65535),
    ms: limited('ms', process.quota?.ms, 60000),
    ...(process.quota?.bytes ? { out: limited('bytes', process.quota.bytes, 262144) } : {}),
  };
}

function collect(d: Descriptor, into: Set<string>): void {
  if (typeof d === 'number') return;
  if (d[0] === Kind.list) collect(d[2], into);
  else if (d[0] === Kind.optional) collect(d[1], into);
  else if (d[0] === Kind.record)
    for (let i = 1; i < d.length; i += 2) {
      into.add(d[i] as string);
      collect(d[i + 1] as Descriptor, into);
    }
}

/** All field names that cross a wire or live in the state. */
export function wireNames(header: AppletHeader): Set<string> {
  const names = new Set<string>();
  for (const [, input, output] of [...header.gate, ...header.server, ...header.card]) {
    collect(input, names);
    collect(output, names);
  }
  collect(header.state, names);
  return names;
}
