// Checks whose absence no test can see, each with the reason why that is right: another check stands behind it, or what it
// keeps out cannot come. `FILE: id` as the run prints it.

export const equivalent: Readonly<Record<string, string>> = {
  'server/admin/api.ts: handler: response.headersSent':
    'nothing is thrown after the answer has begun: every answer is sent whole, last of all',
};
