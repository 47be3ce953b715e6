// Checks whose absence no test can see, each with the reason why that is right: another check stands behind it, or what it
// keeps out cannot come. `FILE: id` as the run prints it.

export const equivalent: Readonly<Record<string, string>> = {
  'protocol/crypto/cbc-hmac.ts: openRecord: end < blockLength':
    'no text at all has no padding to take off, which ends the same; a shorter one has no whole tag that could be right',
  'server/admin/api.ts: handler: response.headersSent':
    'nothing is thrown after the answer has begun: every answer is sent whole, last of all',
};
