// Prints the events of a daemon: every one for programs, the ones that a person wants to see for people.
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
  daemon.on('event', (event: DaemonEvent) => {
    if (out.json) out.object(event);
    else if (!quiet.has(event.type)) out.line(describe(event, out));
  });
}

function describe(event: DaemonEvent, out: Output): string {
  const { type, step, at, ...rest } = event;
  const facts = Object.entries(rest)
    .filter(([, value]) => value !== undefined && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
  const time = new Date(at ?? Date.now()).toISOString().slice(11, 23);
  return `${out.paint('dim', time)} ${out.paint('cyan', (step ?? '').padEnd(5))}${type} ${out.paint('dim', facts)}`;
}
