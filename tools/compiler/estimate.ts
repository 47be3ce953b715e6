// How much of a card an applet takes, before it is there.
//
// The model counts what the interpreter allocates; its weights are fitted to the measured applets in testing/shapes.ts
// (Espruino 2v29 with blocks of 13 bytes, within 10 % of each). estimate.test.ts holds it to them.
import type { AppletHeader } from '../../protocol/applet/header.js';
import type { SegmentText } from '../../protocol/applet/segments.js';
import { parse, t } from './babel.js';
import { originalPlace, type SourceMap } from './source-map.js';

/** A part of an applet and the JsVars it takes. */
export interface Piece {
  readonly what: string;
  readonly vars: number;
}

export interface Sizes {
  /** Bytes of the whole applet, its code, its table and its header. */
  readonly applet: number;
  readonly code: number;
  readonly table: number;
  readonly header: number;
  /** JsVars that it holds when it has started, about. */
  readonly vars: number;
  /** What of that is largest, largest first. */
  readonly pieces: readonly Piece[];
  /** Of an overlaid applet, whose resident part the figures above are of. */
  readonly segments?: {
    readonly count: number;
    /** Bytes of each. */
    readonly size: number;
    /** JsVars that each holds while it is there, about. */
    readonly vars: readonly number[];
  };
}

/** Bytes of a block of flat text, and, measured over text that is partly cut up, characters of program text. */
const flatBlock = 13;
const codeBlock = 12.3;
/** `$c`, and the records that the runtime keeps of an applet. */
const always = 65;
const perCapability = 11;
/** A member of the runtime's library that the code names. */
const perSupport = 21;
const perFunction = 5;
/** What a method has beside the text of its declaration: places in lists, its rate. */
const perMethod = 6;
const perStateField = 2.2;

const flat = (bytes: number): number => (bytes > 5 ? 1 + Math.ceil(bytes / flatBlock) : 0);

/** A text of the table; short ones have their characters in one block. */
const textVars = (bytes: number): number => (bytes > 5 ? 1 + flat(bytes) : 2);

/** Of a header the card keeps the text of each declaration by itself. */
function declarationVars({ gate, card, server }: AppletHeader): number {
  const own = [...gate, ...card];
  return [...own, ...server].reduce((n, entry) => n + flat(JSON.stringify(entry).length), perMethod * own.length);
}

/** Members of `$c` that come of the runtime's library, and not from what the header declares. */
function supportMembers(code: string, { caps }: AppletHeader): number {
  const names = new Set(code.match(/\$c\.\$\w+/g));
  for (const name of ['state', 'server', ...caps]) names.delete(`$c.$${name}`);
  return names.size;
}

interface Started {
  /** Functions made when the applet starts; those inside them are made when they run. */
  readonly functions: readonly t.Function[];
  /** Values in lists, records and byte arrays made then, in blocks. */
  readonly values: number;
}

function whatStarts(program: t.Node): Started {
  const functions: t.Function[] = [];
  let values = 0;
  const visit = (node: t.Node): void => {
    // What a function makes is made when it runs.
    if (t.isFunction(node)) {
      functions.push(node);
      return;
    }
    if (t.isArrayExpression(node)) values += 1 + node.elements.length;
    if (t.isObjectExpression(node)) values += 1 + node.properties.length;
    if (t.isCallExpression(node) && t.isMemberExpression(node.callee)) {
      const [size] = node.arguments;
      if (t.isIdentifier(node.callee.property, { name: '$bytes' }) && t.isNumericLiteral(size))
        values += 2 + Math.ceil(size.value / flatBlock);
    }
    for (const key of t.VISITOR_KEYS[node.type] ?? [])
      for (const child of [(node as unknown as Record<string, t.Node | t.Node[]>)[key]].flat()) if (child) visit(child);
  };
  visit(program);
  return { functions, values };
}

const head = '(function($c,$t){';

export function estimate(
  applet: Uint8Array,
  code: string,
  table: readonly Uint8Array[],
  header: AppletHeader,
  map: SourceMap,
  segments: readonly (SegmentText & { readonly bytes: Uint8Array })[] = [],
): Sizes {
  const statement = parse(`${head}${code}})`).program.body[0] as t.ExpressionStatement;
  const { functions, values } = whatStarts((statement.expression as t.FunctionExpression).body);
  const headerText = JSON.stringify(header);
  const tableBytes = table.reduce((sum, entry) => sum + entry.length, 0);
  const pieces: Piece[] = [
    {
      what: 'the declaration of gate, calls and state',
      vars: declarationVars(header),
    },
  ];
  let held = always + perCapability * header.caps.length + perSupport * supportMembers(code, header) + values;
  held += code.slice(4, code.indexOf(';')).split(',').length;
  if (Array.isArray(header.state)) held += (perStateField * (header.state.length - 1)) / 2;
  // A function has its text by itself; the applet's, of which it was cut, is gone once it has started.
  for (const f of functions) {
    const text = f.body.end! - f.body.start! - 2;
    held += perFunction + text / codeBlock;
    const place = originalPlace(map, f.body.start! + 1 - head.length) ?? 'the start';
    pieces.push({ what: `the function at ${place.split('/').pop()}`, vars: perFunction + text / codeBlock });
  }
  for (const entry of table) {
    const text = Buffer.from(entry).toString('utf8');
    pieces.push({
      what: `the text ${JSON.stringify(text.length > 24 ? `${text.slice(0, 24)}…` : text)}`,
      vars: textVars(entry.length),
    });
    held += textVars(entry.length);
  }
  if (values > 0) pieces.push({ what: 'lists, records and bytes made at the start', vars: values });
  held += pieces[0]!.vars;
  return {
    applet: applet.length,
    code: code.length,
    table: tableBytes,
    header: headerText.length,
    vars: Math.ceil(held),
    pieces: pieces.map(({ what, vars }) => ({ what, vars: Math.ceil(vars) })).sort((a, b) => b.vars - a.vars),
    ...(segments.length
      ? { segments: { count: segments.length, size: segments[0]!.bytes.length, vars: segments.map(segmentVars) } }
      : {}),
  };
}

/** JsVars that a segment holds while it is there; measured, within 10 %. */
function segmentVars({ code, table }: SegmentText): number {
  const statement = parse(`${head}${code}})`).program.body[0] as t.ExpressionStatement;
  const { functions, values } = whatStarts((statement.expression as t.FunctionExpression).body);
  let held = code.length / codeBlock + values + code.slice(4, code.indexOf(';')).split(',').length;
  for (const f of functions) held += perFunction + (f.body.end! - f.body.start! - 2) / codeBlock;
  for (const entry of table) held += textVars(entry.length);
  return Math.ceil(held);
}

/** The largest pieces, for a message. */
export const largest = (sizes: Sizes, count = 3): string =>
  sizes.pieces
    .slice(0, count)
    .map(({ what, vars }) => `${what} takes ${vars}`)
    .join(', ');
