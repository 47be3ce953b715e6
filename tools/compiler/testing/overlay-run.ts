// Test code: runs the parts of a compiled card half in Node, its segments as a card does: with the card's own file for them.

import { makeSupport } from '../../../device/runtime/support.js';
import { runtimeModule } from '../../../device/testing/runtime-module.js';
import type { ProcessBuild } from '../build.js';
import type { ConfinedPart } from '../confined.js';

interface Overlay {
  enter(applet: object, x: unknown, args: unknown[]): unknown;
  capabilities(c: object, applet: object): void;
  piece(id: string, data: string): void;
  drop(): void;
}
type MakeOverlay = (host: object) => Overlay;

export interface Running {
  /** Calls an export: its arguments and its answer have members with sigils. */
  call(i: number, args: unknown): Promise<unknown>;
  /** Lets all segments go. */
  drop(): void;
  /** Segments that were asked for. */
  readonly asked: number[];
}

const idOf = (k: number): string => String.fromCharCode(k).repeat(32);

/** Starts a build. `server`: what `$c.$server` does. */
export async function startParts(build: ProcessBuild, server: (n: number, args: unknown) => unknown): Promise<Running> {
  Object.assign(process, { memory: () => ({ free: 60000, usage: 0, total: 65535, history: 0, blocksize: 13 }) });
  Object.assign(globalThis, { getTime: () => 0 });
  const { makeOverlay } = await runtimeModule<{ makeOverlay: MakeOverlay }>('overlay');
  const count = Math.max(build.segments.length, 2);
  const ids = Array.from({ length: count }, (_, k) => idOf(k)).join('');
  const applet = { vars: 65535, seg: { size: 64, ids, own: {}, base: 0 } };
  const state: Record<string, unknown> = {};
  const asked: number[] = [];
  const run = ({ code, table }: ConfinedPart): unknown => {
    const c = {
      ...makeSupport(),
      $state: state,
      $server: (n: number, args: unknown) => Promise.resolve().then(() => server(n, args)),
    };
    overlay.capabilities(c, applet);
    const texts = table.map((b) => Buffer.from(b).toString('latin1'));
    return new Function('$c', '$t', '$g', code)(c, texts, () => undefined);
  };
  const overlay = makeOverlay({
    up: (_: number, body: string) => {
      asked.push(body.charCodeAt(0));
      setImmediate(() => overlay.piece(body.slice(0, 8), ' '.repeat(64)));
    },
    chain: (promise: Promise<unknown>, ok: never, no: never) => promise.then(ok, no),
    make: (_: unknown, id: string) => run(build.segments[id.charCodeAt(0)]!),
  });
  const exports = run(build) as unknown[];
  return {
    call: async (i, args) => overlay.enter(applet, exports[i], [args]),
    drop: () => overlay.drop(),
    asked,
  };
}
