// Text from the other side of a trust boundary, made fit for people's eyes.

/** Without control characters (terminals obey them) and bidirectional marks, at most `max` characters. */
export const plainText = (text: string, max: number): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ').slice(0, max);
