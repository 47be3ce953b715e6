// `cpu6 decode`: shows where in the author's files an error on a card comes from.
import { authorNames, decodedLines, decode as decodeTrace, logPlace, whereText } from '../symbols/decode.js';
import { partsOf, readReport, symbolsFor } from '../symbols/report.js';
import { text, type Verb } from './verb.js';

export const decode: Verb = {
  name: 'decode',
  summary: "shows errors of a card at the author's lines: events of a server, or what an interpreter printed",
  arguments: 'REPORT',
  arity: [1, 1],
  options: {
    map: {
      type: 'string',
      value: 'FILE',
      help: 'OUT.map, NAME.map.json or kept symbols; default: what was kept when it was compiled',
    },
  },
  examples: [
    ['cpu6 decode crash.txt', 'a file with a pasted trace, or with events of `cpu6 serve --json`'],
    ['cpu6 decode - --map blink.js.map < console.txt', 'what an Espruino console printed, with the map of the program'],
  ],
  async run({ values, positionals, out }) {
    const report = readReport(positionals[0]!);
    for (const part of partsOf(report)) {
      const symbols = symbolsFor(part, text(values, 'map') || undefined);
      const decoded = decodeTrace(part.trace, symbols, part.message);
      const message = authorNames(part.message, symbols);
      const where = part.log ? logPlace(symbols, part.log) : whereText(decoded);
      const frames = decoded.frames.map(({ frame, places }) => ({ ...frame, places }));
      out.result(
        { type: 'decoded', process: symbols.name, measurement: symbols.measurement, message, where, frames },
        [
          `${out.paint('yellow', where ?? symbols.name)} ${part.log ? message : out.paint('red', message || 'error')}`,
          ...decodedLines(decoded),
        ].join('\n'),
      );
    }
  },
};
