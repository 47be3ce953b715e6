// Test code: programs with marks in their texts and tables, and an applet that keeps a secret in its state.
import { appletHeader, type Built, build, channelHeader, channelText, table } from './programs.js';

/** Bytes that stand in no other program. */
export interface Marks {
  /** A number of ten digits, in the code of a function: what makes the functions goes when it has run. */
  readonly code: string;
  readonly table: string;
}

export const markedChannel = (shift: number, marks: Marks): Built =>
  build(channelHeader, channelText(shift).replace('var ', `var $q,`).replace('$v=', `$q=${marks.code};$v=`), [
    ...table('\0'.repeat(14), marks.table),
  ]);

/** Method 0 keeps a text in the state, method 1 tells what stands there. */
export const markedApplet = (marks: Marks): Built =>
  build(
    {
      ...appletHeader,
      name: 'keeper',
      gate: [
        ['keep', [12, 'text', [7, 40]], 0, 0, 60, 60],
        ['tell', 0, [12, 'text', [7, 40]], 0, 60, 60],
      ],
      server: [],
      card: [],
      state: [12, 'text', [7, 40]],
      caps: [],
    },
    `var $a,$q;
    return [
      function($a){$q=${marks.code};$c.$state.$text=$a.$text;},
      function(){return {$text:$c.$state.$text};}
    ];`,
    table(marks.table),
  );
