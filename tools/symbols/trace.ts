// Reads traces of errors as interpreters print them: Espruino's, and that of the virtual card's QuickJS.
//
//   Uncaught Error: message            Espruino 2v29. A function in RAM counts lines and columns from its own first
//       at f (:1:8)                    token, and has no file name; one that runs from flash counts from the start of its
//   a=2;b=x.q.r                        file. The line behind it is the function's text (empty on some builds), then a mark.
//          ^
//       at g (<input>:3:65)            QuickJS: from the start of the text that was handed to `Function`, behind two lines

export interface Frame {
  /** What the caller called it: a variable or a member; empty if the interpreter does not know. */
  readonly name: string;
  /** File it runs from; empty for a function in RAM. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The source line, if the interpreter printed it; `…` cut off. */
  readonly text: string;
}

export interface Trace {
  /** `Error: message`, or the like; empty if the report has none. */
  readonly message: string;
  /** Innermost first. */
  readonly frames: readonly Frame[];
}

const frameLine =
  /^\s*(?:at|in function "?([^"]*?)"? called from)?\s*(?:at )?([^\n]*?)\s*\(?([^\s():]*):(\d+):(\d+)\)?\s*$/;
/** What older builds print: `at line 1 col 1234`, and `in function "f" called from line 1 col 5`. */
const oldLine = /(?:in function (?:"?([^"\s]*)"? )?called from )?(?:at )?line (\d+) col(?:umn)? (\d+)/;
const messageLine = /(?:^|\bUncaught )(\w*(?:Error|Exception)\b.*)$|\bUncaught (.+)$/;
/** Escape sequences and the prompt of the console. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals print
const control = /\x1b\[[\d;]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f\xff]/g;

export function parseTrace(report: string): Trace {
  const lines = report.replace(control, '').split(/\r?\n/);
  const frames: Frame[] = [];
  let message = '';
  for (const [i, line] of lines.entries()) {
    const old = oldLine.exec(line);
    if (old) {
      frames.push(frame(old[1], '', old[2]!, old[3]!, excerptBehind(lines, i)));
      continue;
    }
    if (/^\s*(at|in function)\b/.test(line)) {
      const at = frameLine.exec(line);
      if (at) frames.push(frame(at[1] ?? at[2], at[3]!, at[4]!, at[5]!, excerptBehind(lines, i)));
      continue;
    }
    const found = messageLine.exec(line);
    if (found && !message) message = (found[1] ?? found[2]!).trim();
  }
  return { message, frames };
}

const frame = (name: string | undefined, file: string, line: string, column: string, text: string): Frame => ({
  name: !name || /[{}]/.test(name) || /^(\[raw\]|<anonymous>|<eval>|anonymous)$/.test(name) ? '' : name,
  file,
  line: Number(line),
  column: Number(column),
  text,
});

/** The text line behind a frame, if a mark stands below it. */
function excerptBehind(lines: readonly string[], i: number): string {
  const [text, mark] = [lines[i + 1], lines[i + 2]];
  return text?.trim() && mark && /^\s*\^\s*$/.test(mark) ? text.replace(/^\.{3}|\.{3}$/g, '') : '';
}
