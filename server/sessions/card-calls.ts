// Calls from a server half to its card half: numbered, bounded in number and time, answered or ended with the session.
import type { MethodEntry } from '../../protocol/applet/header.js';
import { Cpu6Error, errorFromNumber } from '../../protocol/errors/error.js';
import { decode, encode, SchemaError } from '../../protocol/schema/codec.js';
import { printable } from './text.js';

interface Waiting {
  readonly entry: MethodEntry;
  readonly timer: NodeJS.Timeout;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const none = 0;

export class CardCalls {
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  constructor(
    private readonly limit: { readonly pending: number; readonly time: number; readonly bytes: number },
    /** Sends a call; `method` is the position in the header's `card` list. */
    private readonly send: (call: number, method: number, name: string, body: Uint8Array) => void,
  ) {}

  /**
   * Calls a card method. Rejects with `ARGUMENTS_INVALID`, `ARGUMENTS_TOO_BIG`, `CARD_BUSY`, `CALL_TIMEOUT`, or what
   * the card answered. A call that timed out stays numbered until its late answer arrives.
   */
  async call(entry: MethodEntry, method: number, args: unknown): Promise<unknown> {
    const [name, input] = entry;
    let body: Uint8Array;
    try {
      body = encode(input, input === none ? undefined : (args ?? {}));
    } catch (error) {
      if (error instanceof SchemaError)
        throw new Cpu6Error('ARGUMENTS_INVALID', { where: `${name}(${error.path})`, why: error.problem });
      throw error;
    }
    if (body.length > this.limit.bytes)
      throw new Cpu6Error('ARGUMENTS_TOO_BIG', { size: body.length, limit: this.limit.bytes });
    if (this.#waiting.size >= this.limit.pending)
      throw new Cpu6Error('CARD_BUSY', { why: `${this.limit.pending} calls wait for it` });
    return new Promise((resolve, reject) => {
      const call = this.#number();
      const timer = setTimeout(() => reject(new Cpu6Error('CALL_TIMEOUT', { ms: this.limit.time })), this.limit.time);
      this.#waiting.set(call, { entry, timer, resolve, reject });
      this.send(call, method, name, body);
    });
  }

  /** The card's answer. The method's name and the outcome; throws `MESSAGE_MALFORMED` if nobody asked. */
  answered(call: number, status: number, body: Uint8Array): { readonly method: string; readonly status: string } {
    const waiting = this.#waiting.get(call);
    if (!waiting) throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the card', why: 'an answer to no call' });
    this.#waiting.delete(call);
    clearTimeout(waiting.timer);
    const [method, , output] = waiting.entry;
    const fail = (error: Cpu6Error) => {
      waiting.reject(error);
      return { method, status: error.code };
    };
    if (status !== 0) return fail(errorFromNumber(status, { message: printable(body) }));
    try {
      waiting.resolve(decode(output, body));
      return { method, status: 'ok' };
    } catch (error) {
      const { path, problem } = error as SchemaError;
      return fail(new Cpu6Error('ANSWER_INVALID', { where: `${method}(${path})`, why: problem }));
    }
  }

  /** Ends all that wait. */
  end(error: Cpu6Error): void {
    for (const { timer, reject } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
  }

  #number(): number {
    do this.#next = (this.#next + 1) & 0xffff;
    while (this.#waiting.has(this.#next));
    return this.#next;
  }
}
