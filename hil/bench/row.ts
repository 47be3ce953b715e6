// A figure of a benchmark.
export interface Row {
  readonly what: string;
  readonly figure: string;
  /** What the design asks for, if it names a figure. */
  readonly goal?: string;
}

export interface Options {
  /** As many and as long as the documents name, instead of a quick look. */
  readonly full: boolean;
  /** File that keeps the parts of a long run, so that it can be broken off and gone on with. */
  readonly state: string | undefined;
  /** Parts of a suite that has parts; none: all. */
  readonly parts: readonly string[];
}
