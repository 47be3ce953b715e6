// docs/boards.md, from the board profiles.
import { boards, linkLimits, missingCrypto } from '../../device/boards/index.js';

export function boardsPage(): string {
  const rows = boards.map((b) => {
    const missing = missingCrypto(b);
    const { window, frame } = linkLimits(b);
    return [
      `\`${b.name}\``,
      missing ? `no: lacks native ${missing}` : 'yes',
      `${b.vars.toLocaleString('en')} × ${b.block} B`,
      `${Math.round(b.storage / 1024)} kB`,
      b.random === 'prng' ? 'none (fixed-seed generator)' : b.random,
      b.port,
      `${window} / ${frame} B`,
      b.button?.pin ?? (b.buttonPort ? `any byte on ${b.buttonPort}` : 'none'),
      b.watchdog ? `${b.watchdog} s` : 'none',
    ];
  });
  const head = ['board', 'usable', 'JsVars', 'storage', 'hwRand', 'port', 'window / frame', 'button', 'watchdog'];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `# Boards

<!-- Generated from device/boards/ by \`npm run docs\`. Do not edit. -->

A session needs native SHA-256 and AES-CBC. Whatever \`hwRand\` is, the card's random numbers come from an HMAC_DRBG
(NIST SP 800-90A) that is seeded when the card is installed and at each enrolment; \`hwRand\` is only mixed in.

The runtime has run on the virtual card and on native builds of Espruino 2v29 (x86-64, and 32-bit with 5,100 JsVars, the
size of an Espruino Pico). On a build with 2,630 JsVars, the size of a Puck.js, it starts, but no session fits yet. No row of this table has been tried on the board itself yet; figures are those of Espruino's
board definitions.

${line(head)}
${line(head.map(() => '---'))}
${rows.map(line).join('\n')}
`;
}
