// A figure of a benchmark.
export interface Row {
  readonly what: string;
  readonly figure: string;
  /** What the design asks for, if it names a figure. */
  readonly goal?: string;
}
