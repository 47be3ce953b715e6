// `cpu6 call`: calls a method of a process on a card through the gate.
import { randomUUID } from 'node:crypto';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { told } from '../symbols/decode.js';
import { admin } from './admin.js';
import { localOptions, withHost } from './local.js';
import type { Output } from './output.js';
import { text, type Values, type Verb } from './verb.js';

/** Bytes as base64 text, as they are written in arguments. */
function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asJson(item)]));
}

/** Reports that are looked through for the one of this call. */
const latest = 10;

/**
 * Where the process failed, for its author: the host and its callers do not learn that, so the server is asked, with the
 * operator's token.
 */
async function showPlace(values: Values, process: string, since: number, out: Output): Promise<void> {
  try {
    const { reports } = await admin<{ reports: readonly AppletReport[] }>(
      values,
      'GET',
      `/api/reports?limit=${latest}`,
    );
    const report = reports.find((r) => r.process === process && r.at >= since);
    const where = report && told(report.applet, report.message, report.trace).where;
    if (!where) return;
    out.object({ where });
    out.note(`  at ${where}`);
  } catch {
    // Not the operator, or the server is elsewhere: the error stands for itself.
  }
}

interface AppletReport {
  readonly process: string;
  readonly at: number;
  readonly applet: string;
  readonly message: string;
  readonly trace: string;
}

export const call: Verb = {
  name: 'call',
  summary: 'calls a method of a process on a card, through the gate of the host daemon',
  arguments: 'PROCESS.METHOD [JSON]',
  arity: [1, 2],
  options: {
    ...localOptions,
    card: { type: 'string', value: 'CARD', help: 'id of the card, if several are connected' },
    data: {
      type: 'string',
      value: 'DIR',
      help: 'data directory of the server, if it is yours: shows where an error comes from',
    },
    key: { type: 'string', value: 'KEY', help: 'idempotency key: a retry with the same key is done at most once' },
  },
  examples: [
    [
      `cpu6 call checkout.pay '{"order":7,"pan":"4242424242424242","cents":1250}'`,
      'asks for the button, then prints the receipt (bytes are base64 text)',
    ],
    ['cpu6 call checkout.total --json', 'a method that takes nothing'],
  ],
  async run({ values, positionals, out, stop }) {
    const match = /^([a-z][a-z0-9-]*)\.([A-Za-z][A-Za-z0-9]*)$/.exec(positionals[0]!);
    if (!match)
      throw new Cpu6Error('USAGE', { what: `"${positionals[0]}" is not of the form PROCESS.METHOD`, verb: 'call' });
    let args: unknown = {};
    if (positionals[1] !== undefined) {
      try {
        args = JSON.parse(positionals[1]);
      } catch (error) {
        throw new Cpu6Error('USAGE', { what: `the arguments are not JSON: ${(error as Error).message}`, verb: 'call' });
      }
    }
    const [, process, method] = match;
    await withHost(values, async (client) => {
      await client.subscribe((event) => {
        if (event.type === 'presence')
          out.note(event.message ? `press the button of the card: ${event.message}` : 'press the button of the card');
      });
      stop.addEventListener('abort', () => void client.close(), { once: true });
      const began = Date.now();
      let value: unknown;
      try {
        value = await client.call(process!, method!, args, {
          key: text(values, 'key') || randomUUID(),
          card: text(values, 'card') || undefined,
        });
      } catch (error) {
        if (error instanceof Cpu6Error && error.code === 'APPLET_ERROR') await showPlace(values, process!, began, out);
        throw error;
      }
      out.result({ value: asJson(value) }, JSON.stringify(asJson(value), null, 2));
    });
  },
};
