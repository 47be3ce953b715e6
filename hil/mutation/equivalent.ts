// Checks whose absence no test can see, each with the reason why that is right: another check stands behind it, or what it
// keeps out cannot come. `FILE: id` as the run prints it.

export const equivalent: Readonly<Record<string, string>> = {};
