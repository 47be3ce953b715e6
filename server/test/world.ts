// A server, a host and an enrolled card for each test of a file.
import { afterEach, beforeEach, expect } from '@jest/globals';
import type { ServerOptions } from '../settings.js';
import { startShop } from './fixture.js';
import { newCard, type TestCard, TestHost } from './peer.js';

export interface World extends Awaited<ReturnType<typeof startShop>> {
  readonly host: TestHost;
  readonly card: TestCard;
  /** Another host, connected and not enrolled. */
  newHost(): Promise<TestHost>;
  /** Resolves at the first event that fits, past or future. */
  event<T extends string>(type: T): Promise<void>;
}

/** Call at the top of a test file; the result changes with every test. */
export function worldForEachTest(options: Partial<ServerOptions> = {}): () => World {
  let world: World;
  let hosts: TestHost[];
  beforeEach(async () => {
    const shop = await startShop({ burst: 10_000, ...options });
    const waiting: { type: string; resolve: () => void }[] = [];
    shop.server.on('event', (e) => {
      for (const w of waiting) if (w.type === e.type) w.resolve();
    });
    hosts = [];
    const newHost = async (): Promise<TestHost> => {
      const host = new TestHost();
      hosts.push(host);
      await host.connect(shop.server.url);
      return host;
    };
    const host = await newHost();
    const card = newCard();
    expect(await host.enrol(shop.server.ticket(), card)).toBeUndefined();
    world = {
      ...shop,
      host,
      card,
      newHost,
      event: (type) =>
        shop.events.some((e) => e.type === type)
          ? Promise.resolve()
          : new Promise((resolve) => waiting.push({ type, resolve })),
    };
  });
  afterEach(async () => {
    for (const host of hosts) host.cut();
    await world.end();
  });
  return () => world;
}
