// The two places that an author's code can go to: a server of our own, or one that runs already.
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { ServerEvent } from '../../server/events.js';
import type { Server } from '../../server/index.js';
import type { ProcessBuild } from '../compiler/build.js';
import type { Projected, Target } from './loop.js';

interface Result {
  readonly card: string;
  readonly code: string;
  readonly detail?: string;
}

/** Throws what kept the process from every card. */
function pushed(results: readonly Result[]): void {
  if (results.some((r) => r.code === 'ok')) return;
  const [first] = results;
  if (!first) throw new Cpu6Error('NO_CARD', { card: 'that the server knows' });
  throw new Cpu6Error(first.code as 'NO_CARD', { card: first.card, why: first.detail ?? '', what: first.detail ?? '' });
}

/** Our own server, in this process. A session that cannot go on with the new code is followed by a new one. */
export function ownServer(server: Server, dir: string): Target {
  return {
    dir,
    async project({ name, measurement }: ProcessBuild): Promise<Projected> {
      const runs = new Set<string>();
      const onEvent = (event: ServerEvent): void => {
        if (event.type === 'epoch' && event.applet === measurement) runs.add(event.session);
      };
      server.on('event', onEvent);
      try {
        await server.reload(name);
      } finally {
        server.off('event', onEvent);
      }
      if (runs.size) return { sessions: runs.size, continued: true };
      pushed(await server.push(name, 'all'));
      return { sessions: server.sessions().filter((s) => s.process === name).length, continued: false };
    },
  };
}

/** A server that runs already, by its admin API. `call` makes a request with the operator's token. */
export function runningServer(dir: string, call: <T>(route: string, body: object) => Promise<T>): Target {
  return {
    dir,
    async project({ name }): Promise<Projected> {
      const { changed } = await call<{ changed: number }>('/api/reload', { process: name });
      if (changed) return { sessions: changed, continued: true };
      const { results } = await call<{ results: Result[] }>('/api/push', { process: name, to: 'all' });
      pushed(results);
      return { sessions: results.filter((r) => r.code === 'ok').length, continued: false };
    },
  };
}
