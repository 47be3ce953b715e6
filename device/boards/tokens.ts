// Words and operators as the single bytes that Espruino's lexer makes of them, and reads (2v29; older ones from 2v20 on).

const first = 0x8a;
/** In the order of the interpreter's numbers; it keeps that order for stored programs. */
const operators = '== === != !== <= << <<= >= >> >>> >>= >>>= += -= ++ -- *= /= %= &= && |= || ^= =>'.split(' ');
const words =
  'if else do while for break continue function return var let const this throw try catch finally true false null undefined new in instanceof switch case default delete typeof void debugger class extends super static of'.split(
    ' ',
  );

/** The byte of each word and operator that has one. */
export const tokenBytes: ReadonlyMap<string, number> = new Map<string, number>([
  ...[...operators, ...words].map((text, i) => [text, first + i] as const),
  ['??', 0xd0],
]);
