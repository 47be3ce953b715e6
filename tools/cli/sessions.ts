// `cpu6 sessions`: the open sessions of this computer, or with --server those of the server.
import { admin, adminOptions } from './admin.js';
import { localOptions, withHost } from './local.js';
import { flag, type Verb } from './verb.js';

interface ServerSession {
  readonly id: string;
  readonly card: string;
  readonly hostName: string | null;
  readonly process: string;
  readonly epoch: number;
  readonly calls: number;
  readonly state: string;
}

export const sessions: Verb = {
  name: 'sessions',
  summary: 'lists open sessions with their process and epoch',
  arity: [0, 0],
  options: {
    ...localOptions,
    ...adminOptions,
    server: { type: 'boolean', help: 'ask the server instead of the host daemon' },
  },
  examples: [
    ['cpu6 sessions', 'the sessions of this computer'],
    ['cpu6 sessions --server', 'all sessions of the server'],
  ],
  async run({ values, out }) {
    if (flag(values, 'server')) {
      const { open: sessions } = await admin<{ open: ServerSession[] }>(values, 'GET', '/api/sessions');
      out.object({ sessions });
      out.table(
        ['session', 'card', 'host', 'process', 'epoch', 'calls', 'state'],
        sessions.map((s) => [s.id, s.card, s.hostName ?? '–', s.process, String(s.epoch), String(s.calls), s.state]),
      );
      return;
    }
    await withHost(values, async (client) => {
      const sessions = await client.sessions();
      out.object({ sessions });
      out.table(
        ['session', 'card', 'process', 'epoch', 'pending', 'state'],
        sessions.map((s) => [String(s.session), s.card, s.process, String(s.epoch), String(s.pending), s.state]),
      );
    });
  },
};
