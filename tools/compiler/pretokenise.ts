// Words and operators of program text as the single bytes of device/boards/tokens.ts.
//
// Texts and numbers stay as they are: the interpreter would copy a long text literal at each evaluation if it were one
// of its raw strings (docs/compiler.md has the measurement).
import { parse, type Token } from 'acorn';
import { tokenBytes } from '../../device/boards/tokens.js';

export interface Pretokenised {
  readonly code: Uint8Array;
  /** Places where tokens begin: `[offset in the text, offset in the bytes]`, rising. */
  readonly places: readonly (readonly [text: number, byte: number])[];
}

const wordCharacter = /[\w$]/;

/** `text`: what the printer made; ASCII. */
export function pretokenise(text: string): Pretokenised {
  const out: number[] = [];
  const places: [number, number][] = [];
  let before = '';
  let dotted = false;
  const tokens: Token[] = [];
  parse(text, { ecmaVersion: 2022, sourceType: 'script', onToken: tokens });
  for (const { start, end } of tokens) {
    if (start === end) continue; // the end of the text
    const spelled = text.slice(start, end);
    // A member or key of that name is a name; behind a dot the lexer needs no help.
    const isKey =
      /^[a-z]/.test(spelled) &&
      /^\s*:/.test(text.slice(end, end + 2)) &&
      !/^(default|null|true|false|this)$/.test(spelled) &&
      (before === '{' || before === ',');
    const byte = dotted || isKey ? undefined : tokenBytes.get(spelled);
    places.push([start, out.length]);
    if (byte !== undefined) {
      out.push(byte);
      before = '';
    } else {
      const touching =
        before !== '' &&
        ((wordCharacter.test(before) && wordCharacter.test(spelled[0]!)) ||
          (before === spelled[0] && '+-/'.includes(before)));
      if (touching) out.push(0x20);
      places[places.length - 1]![1] = out.length;
      for (let i = 0; i < spelled.length; i++) out.push(spelled.charCodeAt(i));
      before = spelled[spelled.length - 1]!;
    }
    dotted = spelled === '.';
  }
  return { code: Uint8Array.from(out), places };
}

/** The offset in the text of an offset in the bytes: inside a token, as far behind its start. */
export function textOffset({ places }: Pretokenised, byte: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle]![1] <= byte) low = middle;
    else high = middle - 1;
  }
  const [text, at] = places[low] ?? [0, 0];
  return text + (byte - at);
}

/** The offset in the bytes of an offset in the text: inside a token, as far behind its start as the token goes. */
export function tokenOffset({ places, code }: Pretokenised, text: number): number {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle]![0] <= text) low = middle;
    else high = middle - 1;
  }
  const [from, at] = places[low] ?? [0, 0];
  return Math.min(at + text - from, (places[low + 1]?.[1] ?? code.length + 1) - 1);
}
