// How much of a card an applet takes, before it is there. Figures by measurement on 32-bit builds with 13-byte blocks.
import type { AppletHeader } from '../../protocol/applet/header.js';
import { parse, t } from './babel.js';

export interface Sizes {
  /** Bytes of the whole applet, its code, its table and its header. */
  readonly applet: number;
  readonly code: number;
  readonly table: number;
  readonly header: number;
  /** JsVars that it holds when it has started, about. */
  readonly vars: number;
}

/** Characters per block of 13 bytes in a string's body. */
const perBlock = 12;

/** Blocks of a function value beside its text: itself, its code reference, its scope, one per parameter. */
function functionBlocks(code: string): number {
  let blocks = 0;
  const ast = parse(`(function($c,$t){${code}})`);
  t.traverseFast(ast, (n) => {
    if (t.isFunction(n)) blocks += 6 + n.params.length;
  });
  return blocks;
}

export function estimate(applet: Uint8Array, code: string, table: readonly Uint8Array[], header: AppletHeader): Sizes {
  const headerText = JSON.stringify(header);
  const tableBytes = table.reduce((sum, entry) => sum + entry.length, 0);
  const names = code.slice(4, code.indexOf(';')).split(',').length;
  // The text is held twice: by the applet's function, and in parts by the functions made inside it.
  const vars =
    Math.ceil((2 * code.length) / perBlock) +
    functionBlocks(code) +
    names +
    table.reduce((sum, entry) => sum + 2 + Math.ceil(entry.length / perBlock), 0) +
    Math.ceil((headerText.length * 1.5) / perBlock);
  return { applet: applet.length, code: code.length, table: tableBytes, header: headerText.length, vars };
}
