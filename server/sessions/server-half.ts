// The server half of one process in one session: its handlers, called by number with encoded arguments.
import type { MethodEntry } from '../../protocol/applet/header.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { CallContext } from '../../protocol/process/index.js';
import { decode, encode, SchemaError } from '../../protocol/schema/codec.js';
import type { CardCaller, LoadedProcess } from '../processes.js';
import { callStore, whileParked } from './exactly-once.js';

const none = 0;
type CallCard = (method: string, args: unknown) => Promise<unknown>;

export const methodNames = (methods: readonly MethodEntry[]): string => methods.map(([name]) => name).join(', ');

export class ServerHalf {
  readonly #handlers: Readonly<Record<string, (args: unknown, context: CallContext) => unknown>>;
  constructor(
    readonly process: LoadedProcess,
    callCard: CallCard,
    private readonly greatestAnswer: number,
  ) {
    const { header, serverHalf } = process;
    const card: Record<string, (args?: unknown) => Promise<unknown>> = {};
    for (const [name] of header.card) card[name] = (args) => whileParked(callCard(name, args));
    try {
      this.#handlers = serverHalf({ card: card as CardCaller, store: callStore });
    } catch (cause) {
      throw handlerError(cause);
    }
  }

  /** The declaration of method number `method`. Throws `METHOD_UNKNOWN`. */
  entry(method: number): MethodEntry {
    const { header, name } = this.process;
    const entry = header.server[method];
    if (!entry)
      throw new Cpu6Error('METHOD_UNKNOWN', {
        process: name,
        method: `server #${method}`,
        methods: methodNames(header.server),
      });
    return entry;
  }

  /** Runs a handler. Throws `ARGUMENTS_INVALID`, `ANSWER_INVALID`, `ARGUMENTS_TOO_BIG`, or what the handler threw. */
  async handle([name, input, output]: MethodEntry, body: Uint8Array, context: CallContext): Promise<Uint8Array> {
    let args: unknown;
    try {
      args = decode(input, body);
    } catch (error) {
      throw refusal('ARGUMENTS_INVALID', name, error);
    }
    const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
    if (typeof handler !== 'function')
      throw new Cpu6Error('APPLET_ERROR', { message: `its server half lacks "${name}"` });
    let value: unknown;
    try {
      value = await handler.call(this.#handlers, args ?? {}, context);
    } catch (cause) {
      throw handlerError(cause);
    }
    let answer: Uint8Array;
    try {
      answer = encode(output, output === none ? undefined : (value ?? {}));
    } catch (error) {
      throw refusal('ANSWER_INVALID', name, error);
    }
    if (answer.length > this.greatestAnswer)
      throw new Cpu6Error('ARGUMENTS_TOO_BIG', { size: answer.length, limit: this.greatestAnswer });
    return answer;
  }
}

function refusal(code: 'ARGUMENTS_INVALID' | 'ANSWER_INVALID', method: string, error: unknown): unknown {
  if (!(error instanceof SchemaError)) return error;
  return new Cpu6Error(code, { where: `${method}(${error.path})`, why: error.problem });
}

/** What a handler threw, as the card may see it: a coded error as it is, of anything else the message only. */
function handlerError(cause: unknown): Cpu6Error {
  if (cause instanceof Cpu6Error) return cause;
  // A built server half brings its own copy of the error class; the code is what counts.
  const code = (cause as { code?: unknown } | null)?.code;
  if (cause instanceof Error && cause.name === 'Cpu6Error' && typeof code === 'string') {
    const facts = (cause as { facts?: Record<string, string> }).facts ?? {};
    try {
      return new Cpu6Error(code as 'APPLET_ERROR', facts, { cause });
    } catch {
      // not a code of the catalogue
    }
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return new Cpu6Error('APPLET_ERROR', { message: message.slice(0, 200) }, { cause });
}
