// The holder's side of the command: a connection to the host daemon of this user.
import path from 'node:path';
import { type Client, connect } from '../../host/client/index.js';
import { hostState } from './paths.js';
import { type OptionSpec, text, type Values } from './verb.js';

export const localOptions = {
  state: { type: 'string', value: 'DIR', help: "the host daemon's state directory" },
} as const satisfies Record<string, OptionSpec>;

/** Runs `work` with a client and closes it. Throws `DAEMON_UNREACHABLE`. */
export async function withHost<T>(values: Values, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect({ stateDir: path.resolve(text(values, 'state', hostState())) });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
