// What the command prints: lines for people on a terminal or in a pipe, JSON objects for programs.
import type { Cpu6Error } from '../../protocol/errors/error.js';

export type Colour = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan';
const codes: Record<Colour, number> = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 };

export class Output {
  constructor(
    readonly json: boolean,
    private readonly stdout: NodeJS.WriteStream = process.stdout,
    private readonly stderr: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Colours only on a terminal, and not where NO_COLOR is set (no-color.org). */
  paint(colour: Colour, text: string, stream: NodeJS.WriteStream = this.stdout): string {
    return stream.isTTY && !process.env.NO_COLOR ? `\x1b[${codes[colour]}m${text}\x1b[0m` : text;
  }
  /** A line for people; not printed with --json. */
  line(text = ''): void {
    if (!this.json) this.stdout.write(`${text}\n`);
  }
  /** An object for programs; only printed with --json. */
  object(value: object): void {
    if (this.json) this.stdout.write(`${JSON.stringify(value)}\n`);
  }
  /** The result of a verb: an object for programs, or its text for people. */
  result(value: object, text: string): void {
    if (this.json) this.object(value);
    else this.line(text);
  }
  /** Progress and remarks go to standard error. */
  note(text: string): void {
    if (!this.json) this.stderr.write(`${text}\n`);
  }
  error(error: Cpu6Error): void {
    const report = error.report();
    if (this.json) this.object({ error: report });
    else
      this.stderr.write(
        `${this.paint('red', `error ${report.code}`, this.stderr)}: ${report.message}\n  ${this.paint('dim', report.fix, this.stderr)}\n`,
      );
  }
  /** Columns aligned by their widest cell. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => (r[i] ?? '').length)));
    const format = (row: readonly string[]): string =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd();
    this.line(this.paint('dim', format(head)));
    for (const row of rows) this.line(format(row));
  }
}
