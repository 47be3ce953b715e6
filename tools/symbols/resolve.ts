// From the frames of a trace to the author's files, lines and names.
//
// A frame of a function in RAM does not say which function it is. It says how it was called and where in it the
// interpreter stood; the compiled text says which functions were called so at the place of the next frame. Nearly always
// one remains; if not, all are shown.
import { parse, t } from '../compiler/babel.js';
import { pretokenise, textOffset } from '../compiler/pretokenise.js';
import { type Original, openMap, original } from '../compiler/source-map.js';
import type { Symbols } from './store.js';
import type { Frame } from './trace.js';

export interface Place extends Original {
  /** The author's name of the function, if it has one. */
  readonly in?: string;
}

/** The places that a frame can mean, likeliest first; empty if it is none of this code. */
export type Resolved = readonly Place[];

interface Body {
  /** Offsets in the compiled text: of the first token that the interpreter keeps, and behind the last. */
  readonly from: number;
  readonly to: number;
  /** Offset of its own name, if it has one there. */
  readonly name: number | undefined;
}

/** QuickJS counts the line and a half that `Function` puts before the text. */
const quickJsLines = 2;

/** `message`: that of the error, which may name the member that was reached for. */
export function resolveFrames(symbols: Symbols, frames: readonly Frame[], message = ''): Resolved[] {
  const reached = /property '([\w$]+)'/.exec(message)?.[1];
  const { code } = symbols;
  const trace = openMap(symbols.map);
  const starts = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  const tokens = symbols.pretokenised ? pretokenise(code) : undefined;
  const bodies = functionsOf(code, symbols.kind === 'applet');
  const place = (offset: number, body: Body | undefined): Place | undefined => {
    const line = starts.findLastIndex((s) => s <= offset);
    const at = original(trace, line + 1, offset - starts[line]!);
    return at && { ...at, name: undefined, ...(body ? inFunction(body) : {}) };
  };
  function inFunction(body: Body): { in?: string } {
    if (body.name === undefined) return {};
    const line = starts.findLastIndex((s) => s <= body.name!);
    const named = original(trace, line + 1, body.name - starts[line]!)?.name;
    const spelled = /^[\w$]+/.exec(code.slice(body.name))?.[0];
    const shown = named ?? spelled;
    return shown ? { in: shown } : {};
  }
  const innermost = (offset: number): Body | undefined =>
    bodies.filter((b) => b.from <= offset && offset <= b.to).sort((a, b) => b.from - a.from)[0];

  /** Offset of a place counted from `base`. */
  const offsetOf = (frame: Frame, base: number): number | undefined => {
    if (tokens) {
      const first = tokens.places.find(([text]) => text >= base)?.[1];
      return first === undefined ? undefined : textOffset(tokens, first + frame.column - 1);
    }
    if (frame.line === 1) return base + frame.column - 1;
    const line = starts.findLastIndex((s) => s <= base) + frame.line - 1;
    return starts[line] === undefined ? undefined : starts[line]! + frame.column - 1;
  };

  interface Candidate {
    readonly offset: number;
    readonly body: Body | undefined;
    readonly score: number;
  }
  const candidates = frames.map((frame, i): Candidate[] => {
    if (frame.file === '<input>') {
      const offset = frame.line > quickJsLines ? frame.column - 1 : -1;
      return offset >= 0 && offset < code.length ? [{ offset, body: innermost(offset), score: 9 }] : [];
    }
    // Files of the runtime are none of the applet's; a program's own file has its places from its start.
    if (frame.file) {
      if (symbols.kind === 'applet' || /^<|^cpu6\.js$/.test(frame.file)) return [];
      const offset = offsetOf(frame, 0);
      return offset !== undefined && offset < code.length ? [{ offset, body: innermost(offset), score: 9 }] : [];
    }
    return bodies.flatMap((body) => {
      const offset = offsetOf(frame, body.from);
      if (offset === undefined || offset > body.to) return [];
      if (frame.text && !sameText(code, body, frame, symbols.pretokenised)) return [];
      let score = 0;
      // Below another frame it stands at the end of a call.
      if (i > 0) score += code[offset] === ')' ? 2 : -4;
      if (i > 0 && frames[i - 1]!.name) score += calls(code, offset, frames[i - 1]!.name) ? 2 : -1;
      if (frame.name && body.name !== undefined && code.startsWith(frame.name, body.name)) score += 2;
      if (i === 0 && reached) score += code.startsWith(`.${reached}`, offset) ? 4 : -2;
      if (innermost(offset) !== body) score -= 3;
      return [{ offset, body, score }];
    });
  });
  return candidates.map((list) => {
    const best = Math.max(...list.map((c) => c.score));
    const seen = new Set<string>();
    return list
      .filter((c) => c.score === best)
      .flatMap(({ offset, body }) => {
        const at = place(offset, body);
        const key = at ? `${at.source}:${at.line}:${at.column}` : '';
        if (!at || seen.has(key)) return [];
        seen.add(key);
        return [at];
      });
  });
}

/** Members of the compiled text that were renamed, with the author's names. */
export function* namesOf({ code, map }: Symbols): Generator<{ readonly printed: string; readonly name: string }> {
  const trace = openMap(map);
  for (const [i, line] of code.split('\n').entries())
    for (const { index, 0: printed } of line.matchAll(/(?<=\.)\$?\w+/g)) {
      const name = original(trace, i + 1, index)?.name;
      if (name !== undefined) yield { printed, name };
    }
}

/** Does the call that ends at `offset` call `name`? */
function calls(code: string, offset: number, name: string): boolean {
  let depth = 0;
  for (let i = offset; i >= 0; i--) {
    if (code[i] === ')') depth++;
    else if (code[i] === '(' && --depth === 0) {
      const called = /([\w$]+)\]?$/.exec(code.slice(Math.max(0, i - 64), i))?.[1];
      return called === name;
    }
  }
  return false;
}

/** Is the printed line that of this function? Of pretokenised code the interpreter prints the words, with its own spaces. */
function sameText(code: string, body: Body, frame: Frame, pretokenised: boolean): boolean {
  const tight = (text: string): string => text.replace(/\s+/g, '');
  const text = code.slice(body.from, body.to);
  const line = pretokenised ? text : text.split('\n')[frame.line - 1];
  return line !== undefined && tight(line).includes(tight(frame.text));
}

/** All functions of compiled text, with the offsets of what the interpreter keeps of each. */
function functionsOf(code: string, applet: boolean): Body[] {
  const head = applet ? 'function _(){' : '';
  const ast = parse(applet ? `${head}${code}}` : code);
  const out: Body[] = [];
  if (applet) out.push({ from: 0, to: code.length, name: undefined });
  const visit = (node: t.Node, name: number | undefined): void => {
    if (t.isFunction(node)) {
      const { body } = node;
      const block = t.isBlockStatement(body);
      let from = (block ? body.start! + 1 : body.start!) - head.length;
      const to = (block ? body.end! - 1 : body.end!) - head.length;
      const inner = code.slice(Math.max(0, from), to);
      from += /^\s*/.exec(inner)![0].length;
      const returns = block ? /^return\b\s*/.exec(code.slice(Math.max(0, from), to)) : undefined;
      if (returns) from += returns[0].length;
      const own =
        (t.isFunctionDeclaration(node) || t.isFunctionExpression(node)) && node.id
          ? node.id.start! - head.length
          : name;
      if (from >= 0) out.push({ from, to, name: own });
    }
    for (const key of t.VISITOR_KEYS[node.type] ?? [])
      for (const child of [(node as unknown as Record<string, t.Node | (t.Node | null)[]>)[key]].flat()) {
        if (!child) continue;
        visit(child, nameOf(node, child, head.length));
      }
  };
  visit(ast.program, undefined);
  return out;
}

/** Offset of the name that a function gets from where it stands: a variable, a member, a key. */
function nameOf(parent: t.Node, child: t.Node, shift: number): number | undefined {
  const at = (n: t.Node): number => n.start! - shift;
  if (t.isVariableDeclarator(parent) && parent.init === child) return at(parent.id);
  if (t.isAssignmentExpression(parent) && parent.right === child)
    return at(t.isMemberExpression(parent.left) ? parent.left.property : parent.left);
  if ((t.isObjectProperty(parent) && parent.value === child) || t.isObjectMethod(parent)) return at(parent.key);
  return undefined;
}
