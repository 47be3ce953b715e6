// Prints the events of a daemon: every one for programs, the ones that a person wants to see for people.
import { told } from '../symbols/decode.js';
import type { Output } from './output.js';

interface DaemonEvent {
  readonly type: string;
  readonly step?: string;
  readonly at?: number;
}

const quiet = new Set(['wire']);

/** Anything that tells of its work with `event`. */
interface Daemon {
  on(name: 'event', listener: (event: DaemonEvent) => void): unknown;
}

export function printEvents(daemon: Daemon, out: Output): void {
  daemon.on('event', (raw: DaemonEvent) => {
    const event = raw.type === 'applet-error' || raw.type === 'applet-log' ? inAuthorsWords(raw) : raw;
    if (out.json) out.object(event);
    else if (!quiet.has(event.type)) out.line(describe(event, out));
  });
}

/** What an applet told its author, in the author's words if this machine compiled it. */
function inAuthorsWords(event: DaemonEvent): DaemonEvent {
  const { applet, message, trace, log } = event as DaemonEvent & Readonly<Record<string, unknown>>;
  return { ...event, ...told(String(applet), String(message), String(trace ?? ''), Number(log ?? 0)) };
}

function describe(event: DaemonEvent, out: Output): string {
  const { type, step, at, ...rest } = event;
  if (type === 'applet-log' || type === 'applet-error') {
    const { process, message, where } = rest as { process?: string; message?: string; where?: string };
    const said = type === 'applet-log' ? message : out.paint('red', `error: ${message}`);
    return `${clock(at, out)} ${out.paint('cyan', ''.padEnd(5))}${out.paint('yellow', where ?? `${process}`)} ${said}`;
  }
  const facts = Object.entries(rest)
    .filter(([, value]) => value !== undefined && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
  return `${clock(at, out)} ${out.paint('cyan', (step ?? '').padEnd(5))}${type} ${out.paint('dim', facts)}`;
}

const clock = (at: number | undefined, out: Output): string =>
  out.paint('dim', new Date(at ?? Date.now()).toISOString().slice(11, 23));
