// The console of a virtual card as far as programs use it: lines that are evaluated, and the packet protocol.
//
// Not a terminal for people: no history, no editing, no colours. What a board prints after an expression is printed here.

/** What the console works on. */
export interface ConsoleTarget {
  readonly board: string;
  /** Evaluates an expression or a statement: its value as Espruino writes it, or what was thrown. */
  evaluate(code: string): { readonly value: string } | { readonly thrown: string };
  /** Writes into Storage; false if that fails. */
  put(name: string, data: Uint8Array, offset: number, size: number): boolean;
  write(bytes: Uint8Array): void;
}

const [soh, interrupt, enquiry, ack, newline, dle, nak, clear] = [0x01, 0x03, 0x05, 0x06, 0x0a, 0x10, 0x15, 0x15];
const packetType = { response: 0x0000, eval: 0x2000, fileSend: 0x6000, data: 0x8000 };
const headLength = 4;
const lengthMask = 0x1fff;

export class VirtualConsole {
  #rx = Buffer.alloc(0);
  #line = '';
  #file: { fn: string; s: number; at: number } | undefined;
  #echo = true;

  constructor(private readonly target: ConsoleTarget) {}

  input(bytes: Uint8Array): void {
    this.#rx = Buffer.concat([this.#rx, bytes]);
    while (this.#rx.length > 0) {
      if (this.#rx[0] === dle && (this.#rx.length === 1 || this.#rx[1] === soh)) {
        if (this.#rx.length < headLength) return;
        const head = this.#rx.readUInt16BE(2);
        const end = headLength + (head & lengthMask);
        if (this.#rx.length < end) return;
        const payload = this.#rx.subarray(headLength, end);
        this.#rx = this.#rx.subarray(end);
        this.#packet(head & ~lengthMask, payload);
        continue;
      }
      const byte = this.#rx[0]!;
      this.#rx = this.#rx.subarray(1);
      this.#key(byte);
    }
  }

  #key(byte: number): void {
    if (byte === dle) this.#echo = false;
    else if (byte === interrupt || byte === clear) this.#line = '';
    else if (byte === enquiry) this.#say(`Espruino 2v29 ${this.target.board}\r\n`);
    else if (byte === newline) {
      const line = this.#line.trim();
      this.#line = '';
      if (this.#echo) this.#say('\r\n');
      if (line) this.#evaluate(line);
      if (this.#echo) this.#say('>');
      this.#echo = true;
    } else if (byte >= 0x20) {
      this.#line += String.fromCharCode(byte);
      if (this.#echo) this.#say(String.fromCharCode(byte));
    }
  }

  #evaluate(line: string): void {
    const result = this.target.evaluate(line);
    if ('thrown' in result) this.#say(`Uncaught ${result.thrown}\r\n`);
    else if (this.#echo) this.#say(`=${result.value}\r\n`);
  }

  #packet(type: number, payload: Uint8Array): void {
    if (type === packetType.eval) {
      const result = this.target.evaluate(Buffer.from(payload).toString('latin1'));
      if ('thrown' in result) {
        this.#say(`Uncaught ${result.thrown}\r\n`);
        this.#bytes(Uint8Array.of(nak));
        return;
      }
      const text = Buffer.from(result.value, 'latin1').subarray(0, lengthMask);
      this.#bytes(Uint8Array.of(ack, dle, soh, text.length >> 8, text.length & 255));
      this.#bytes(text);
    } else this.#bytes(Uint8Array.of(this.#fileWork(type, payload) ? ack : nak));
  }

  #fileWork(type: number, payload: Uint8Array): boolean {
    if (type === packetType.fileSend) {
      this.#file = announced(payload);
      return this.#file !== undefined;
    }
    const file = this.#file;
    if (type !== packetType.data || !file) return false;
    if (!this.target.put(file.fn, payload, file.at, file.s)) return false;
    file.at += payload.length;
    return true;
  }

  #say(text: string): void {
    this.#bytes(Buffer.from(text, 'latin1'));
  }
  #bytes(bytes: Uint8Array): void {
    this.target.write(bytes);
  }
}

/** What a FILE_SEND packet announces, if it is well formed. */
function announced(payload: Uint8Array): { fn: string; s: number; at: number } | undefined {
  try {
    const said = JSON.parse(Buffer.from(payload).toString('latin1')) as Record<string, unknown>;
    const { fn, s, offs = 0 } = said ?? {};
    const known = typeof fn === 'string' && typeof s === 'number' && typeof offs === 'number';
    return known && fn ? { fn: fn.slice(0, 28), s, at: offs } : undefined;
  } catch {
    return undefined;
  }
}
