// docs/boards.md, from the board profiles and the table of USB ids.
import { type BoardProfile, boards, type Firmware, linkLimits, missingCrypto } from '../../device/boards/index.js';
import { type UsbSerial, udevRule, usbSerials } from '../../protocol/usb.js';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

const random: Record<BoardProfile['random'], string> = {
  hardware: 'hardware',
  noise: 'noise of the ADC',
  sdk: "the SDK's",
  prng: 'none (fixed-seed generator)',
};

const how: Record<Firmware['method'], string> = {
  stm32: '`cpu6 flash --firmware FILE.bin --card serial:PATH` talks to its boot loader.',
  uf2: '`cpu6 flash --firmware FILE.uf2` copies the image to its drive.',
  esp: '`cpu6 flash --firmware FILE.bin --card serial:PATH` talks to the boot loader of the chip.',
  'nordic-dfu': '`cpu6 flash --firmware FILE.zip` checks the package; it is sent over Bluetooth by another tool.',
  'hex-drive': '`cpu6 flash --firmware FILE.hex` checks the file; it is copied to the drive of the debugger on board.',
  command: 'Only by its own tool.',
};

const usbOf = (b: BoardProfile): string =>
  b.usb
    .map((name) => {
      const { vendor, product = '*' }: UsbSerial = usbSerials[name];
      return `${vendor}:${product}`;
    })
    .join(', ') || 'none';

export function boardsPage(): string {
  const rows = boards.map((b) => {
    const missing = missingCrypto(b);
    const { window, frame } = linkLimits(b);
    return [
      `\`${b.name}\``,
      missing ? `no: lacks native ${missing}` : 'yes',
      `${b.vars.toLocaleString('en')} × ${b.block} B`,
      `${Math.round(b.storage / 1024)} kB, ${b.storageIn}`,
      random[b.random],
      b.port,
      `${b.rx} B`,
      `${window} / ${frame} B`,
      b.button?.pin ?? (b.buttonPort ? `any byte on ${b.buttonPort}` : 'none'),
      b.led ?? 'none',
      b.watchdog ? `${b.watchdog} s` : 'none',
    ];
  });
  const head = [
    'board',
    'usable',
    'JsVars',
    'storage',
    'hwRand',
    'port',
    'receives',
    'window / frame',
    'button',
    'light',
    'watchdog',
  ];
  const ports = Object.entries<UsbSerial>(usbSerials).map(([name, u]) => [
    `${u.vendor}:${u.product ?? '*'}`,
    u.what,
    u.shared ? 'only if named: `serial:PATH`' : 'yes',
    boards
      .filter((b) => (b.usb as readonly string[]).includes(name))
      .map((b) => `\`${b.name}\``)
      .join(', ') || 'none',
  ]);
  const sections = boards.map(
    (b) => `### ${b.title} (\`${b.name}\`)

- Chip ${b.chip}; USB ${usbOf(b)}; console on ${b.port} at ${(b.consoleBaud ?? b.baud).toLocaleString('en')} baud${b.consoleBaud ? ` after a reset, ${b.baud.toLocaleString('en')} as a card` : ''}${b.network ? `; network: ${b.network}` : ''}.
- Interpreter: ${how[b.firmware.method]} ${b.firmware.enter}
- Button at power-on: ${b.recovery}
- Read-out protection: ${b.readOut}`,
  );
  return `# Boards

<!-- Generated from device/boards/ by \`npm run docs\`. Do not edit. -->

A session needs native SHA-256, and AES in CBC or CCM mode. Whatever \`hwRand\` is, the card's random numbers come from an HMAC_DRBG
(NIST SP 800-90A) that is seeded when the card is installed and at each enrolment; \`hwRand\` is only mixed in.

The runtime has run on the virtual card and on native builds of Espruino 2v29 (x86-64, and 32-bit with 5,100 JsVars, the
size of an Espruino Pico). Its text, 39 kB, fits every storage of a usable board, a Puck.js with about 1 kB to spare; in the 2,630 JsVars of a Puck.js no session
fits yet. \`yes\` speaks of the board's crypto alone. No row of
this table has been tried on the board itself yet; figures are those of Espruino's board definitions.

${table(head, rows)}

## On USB

\`auto\` and \`cpu6 ports\` send a greeting to ports that only boards show. Chips that sit in all kinds of equipment get no byte
unless somebody names the port.

${table(['vendor:product', 'what', 'greeted', 'boards'], ports)}

On Linux a serial port belongs to root and one group. This rule gives it to the person at the computer;
\`cpu6 doctor --udev\` prints it:

\`\`\`
${udevRule().trimEnd()}
\`\`\`

## Interpreter, button, read-out protection

The runtime needs Espruino 2v29 on the board. An image goes onto a bare board with \`cpu6 flash --firmware\`, and everything in
its Storage may be lost by that: the card must be flashed and enrolled anew.

The button is the way back when a card cannot be unlocked any more: whoever holds the board can get its console with it, and
with the console everything that is in its Storage. What is there opens no session without the share that only the host
has; that is what read-out protection adds to.

${sections.join('\n\n')}
`;
}
