// Program text as an interpreter without Espruino's tokens reads it: words and operators spelled out.
//
// What such text evaluates may have tokens again, so it goes the same way: `eval(x)` → `eval($spelled(x))`. The call itself
// stays, since it sees the scope that it stands in.
import { type Node, parse } from 'acorn';
import { tokenBytes } from '../boards/tokens.js';

const texts = new Map([...tokenBytes].map(([text, byte]) => [String.fromCharCode(byte), text]));
const isWord = (c: string | undefined): boolean => c !== undefined && /[\w$]/.test(c);

function spell(code: string): string {
  let out = '';
  let last = '';
  for (const c of code) {
    const text = texts.get(c) ?? c;
    const touches = (isWord(out.at(-1)) && isWord(text[0])) || ('+-'.includes(text[0]!) && out.at(-1) === text[0]);
    // Only where a token is: within texts nothing is one.
    out += touches && (text !== c || texts.has(last)) ? ` ${text}` : text;
    last = c;
  }
  return out;
}

/** The same program with what it evaluates spelled too. One that does not parse stays as it is. */
function wrapEvals(code: string): string {
  const inserts: [at: number, text: string][] = [];
  const visit = (node: Node & Record<string, unknown>): void => {
    const [argument] = (node.arguments ?? []) as Node[];
    if (node.type === 'CallExpression' && (node.callee as { name?: string }).name === 'eval' && argument)
      inserts.push([argument.start, '$spelled('], [argument.end, ')']);
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value])
        if (child && typeof (child as Node).type === 'string') visit(child as Node & Record<string, unknown>);
  };
  try {
    visit(parse(code, { ecmaVersion: 2022 }) as unknown as Node & Record<string, unknown>);
  } catch {
    return code;
  }
  inserts.sort(([a], [b]) => b - a);
  return inserts.reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at), code);
}

const known = new Map<string, string>();
const knownLimit = 256;

export function spelled(code: string): string {
  const before = known.get(code);
  if (before !== undefined) return before;
  const text = wrapEvals(spell(code));
  if (known.size >= knownLimit) known.clear();
  known.set(code, text);
  return text;
}
