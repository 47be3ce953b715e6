// A whole host room for tests: fake card, fake server, daemon and client, undone by `leave`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '../client/index.js';
import { HostDaemon, type HostDaemonOptions } from '../daemon.js';
import type { HostEvent } from '../events.js';
import { FakeCard } from './fake-card.js';
import { FakeServer } from './fake-server.js';

const undo: (() => unknown)[] = [];

/** For `afterEach`: stops and removes everything that {@link room} and {@link stateDir} made, the latest first. */
export async function leave(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}
export const atEnd = (step: () => unknown): void => void undo.push(step);

/** A temporary directory. */
export function stateDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'cpu6-host-'));
  atEnd(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The first event that matches, past or to come. */
export function until(daemon: HostDaemon, matches: (event: HostEvent) => boolean): Promise<HostEvent> {
  const found = daemon.recent.find(matches);
  if (found) return Promise.resolve(found);
  return new Promise((resolve) => {
    const look = (event: HostEvent): void => {
      if (!matches(event)) return;
      daemon.off('event', look);
      resolve(event);
    };
    daemon.on('event', look);
  });
}

export interface Room {
  readonly card: FakeCard;
  readonly server: FakeServer;
  readonly daemon: HostDaemon;
  readonly dir: string;
  readonly client: Client;
}

/** `enrolled`: the card has its slot already. */
export async function room(options: Partial<HostDaemonOptions> = {}, enrolled = true): Promise<Room> {
  const card = new FakeCard();
  const server = new FakeServer();
  const address = await card.listen();
  await server.listen();
  atEnd(() => card.stop());
  atEnd(() => server.kill());
  const dir = options.stateDir ?? stateDir();
  const daemon = new HostDaemon({ stateDir: dir, cards: [address], ...options });
  atEnd(() => daemon.stop());
  await daemon.start();
  await until(daemon, (e) => e.type === 'card-up');
  if (enrolled) await daemon.enrol({ ticket: server.ticket });
  const client = await connect({ stateDir: dir });
  atEnd(() => client.close());
  return { card, server, daemon, dir, client };
}
