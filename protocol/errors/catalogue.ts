// Every error that cpu6 reports: stable code and number, cause, fix. `docs/errors.md` is generated from it.

export interface ErrorEntry {
  /** On the wire. Never reused. */
  readonly number: number;
  /** What happened; `{name}` is filled from the error's facts. */
  readonly cause: string;
  /** What the reader can do about it. */
  readonly fix: string;
  /** The same call may be tried again with the same idempotency key. */
  readonly retry: boolean;
}

const entry = (number: number, cause: string, fix: string, retry = false): ErrorEntry => ({
  number,
  cause,
  fix,
  retry,
});

export const catalogue = {
  // 1–19: general
  INTERNAL: entry(1, 'cpu6 failed: {what}', 'Report this with the command and its output; it is a defect of cpu6.'),
  USAGE: entry(2, '{what}', 'See `cpu6 {verb} --help`.'),
  VERSION_MISMATCH: entry(
    3,
    '{peer} speaks protocol version {theirs}, this side speaks {ours}',
    'Update the older of the two.',
  ),
  PEER_UNKNOWN_CODE: entry(
    4,
    'the peer reported error number {number}, which this version does not know',
    'Update cpu6 on this side.',
  ),
  STATE_CORRUPT: entry(
    5,
    'the state file {file} cannot be read: {why}; a copy was kept as {copy}',
    'Restore {file} from a backup, or remove it and enrol the card again.',
  ),
  STATE_BUSY: entry(
    6,
    'the state directory {dir} is in use by process {pid}',
    'Stop that process, or name another directory with --state.',
  ),
  STOPPED: entry(7, 'the daemon is stopping', 'Start it again and retry.', true),
  MESSAGE_TOO_BIG: entry(8, 'a message of {size} bytes exceeds the limit of {limit}', 'Send less at once.'),
  MESSAGE_MALFORMED: entry(
    9,
    'a message of {peer} is malformed: {why}',
    'Update the peer; if both are current, report it.',
  ),
  CONFIG_INVALID: entry(10, '{file}: {why}', 'Correct the file.'),
  ADDRESS_IN_USE: entry(11, '{address} is in use', 'Stop the program that uses it, or choose another with --port.'),
  INPUT_FILE: entry(12, '{file}: {why}', 'Check the name and the permissions of the file.'),
  ENVIRONMENT: entry(13, '{what} is needed and was not found', '{how}'),

  // 20–49: card and link
  NO_CARD: entry(20, 'no card {card} is connected', 'Plug the card in, or see `cpu6 cards` for those that are.', true),
  CARD_BUSY: entry(21, 'the card is busy: {why}', 'Try again in a moment.', true),
  CARD_LOST: entry(
    22,
    'the card was lost in the middle of the work',
    'Plug it in again and retry; a retry with the same key is done at most once.',
    true,
  ),
  CARD_SILENT: entry(
    23,
    'the card does not answer on {address}',
    'Unplug it and plug it in again; check that it runs the cpu6 runtime (`cpu6 flash`).',
    true,
  ),
  CARD_ADDRESS: entry(
    24,
    '"{address}" is not a card address',
    'Use auto, serial:PATH[@BAUD], tcp:HOST:PORT, espruino:BINARY or virtual:BOARD; docs/boards.md names the boards.',
  ),
  CARD_OPEN: entry(
    25,
    'cannot open {address}: {why}',
    'Check that the device exists, that you may use it, and that no other program has it open.',
  ),
  CARD_PERMISSION: entry(
    26,
    'you may not open {address}',
    'On Linux install the rule that `cpu6 doctor --udev` prints as /etc/udev/rules.d/70-cpu6.rules and plug the board in again; or join the group that owns the device (often dialout) and log in anew.',
  ),
  CARD_TAKEN: entry(
    27,
    '{address} is in use by {by}',
    'Stop that program, or use the card through it; a serial port has one user at a time.',
    true,
  ),
  CARD_FAULT: entry(
    28,
    'the card reported a fault: {why}',
    'Unplug the card and plug it in again; if it persists, flash the runtime again.',
    true,
  ),
  CARD_CRYPTO: entry(
    29,
    'the board {board} lacks the native {what} that cpu6 needs',
    'Use a board that has it; see docs/boards.md.',
  ),
  SUITE_NONE: entry(
    47,
    'no cipher suite that {who} allows works on a {board}: {allowed}',
    'Allow another one with the server\'s "suites" or the process\'s, or use another board.',
  ),
  SUITE_MEMORY: entry(
    48,
    'the {vars} JsVars of the card do not hold {process} and two programs of a suite that {who} allows ({allowed}: about {need})',
    'Allow a suite that the card has natively (aes-cbc-hmac, aes-ccm), make the applet smaller, or use a board with more JsVars.',
  ),
  CARD_MEMORY: entry(30, 'the card ran out of memory', 'Make the applet smaller or use a board with more JsVars.'),
  CARD_STATE: entry(31, 'the card is not in a state for this: {why}', 'Close the session and open a new one.', true),
  CARD_STORAGE: entry(
    32,
    'the card could not keep its record: {why}',
    'Free storage on the card; flash the runtime again if it persists.',
  ),
  CARD_CONSOLE: entry(
    33,
    'no Espruino console (2v25 or newer) answers on {address}: {why}',
    'Is it an Espruino board? If it runs cpu6 its console is closed: hold its button while it starts, or reset it.',
    true,
  ),
  CARD_VERSION: entry(
    39,
    'the card on {address} runs a runtime of another version: {why}',
    'Hold its button while it gets power, which opens its console for one start, and run `cpu6 flash`; its slots stay.',
  ),
  UPLOAD_FAILED: entry(
    34,
    '{file} did not arrive whole on the card: {why}',
    'Check the cable and retry; what arrived before it is kept.',
    true,
  ),

  UNLOCK_REFUSED: entry(
    35,
    'the card does not take this unlock key',
    'Use the key that was made when it was flashed, on the host that flashed it; or hold its button while it starts.',
  ),
  UNLOCK_NO_KEY: entry(
    36,
    'there is no unlock key for card {card} on this host',
    'Give the file with --key; or hold its button while it starts, and flash it again.',
  ),
  FLASH_REFUSED: entry(37, 'the board is not flashed: {why}', '{how}'),
  FIRMWARE_WRONG: entry(
    38,
    '{file} is no Espruino image for {board}: {why}',
    'Take the file for this board from https://www.espruino.com/binaries; nothing was written.',
  ),

  // 50–79: enrolment and slots
  NOT_ENROLLED: entry(50, 'the card has no slot for this server', 'Enrol it: `cpu6 enrol TICKET`.'),
  TICKET_MALFORMED: entry(
    51,
    'that is not an enrolment ticket: {why}',
    'Copy the whole ticket as `cpu6 serve` or `cpu6 enrol --new` printed it.',
  ),
  TICKET_REFUSED: entry(
    52,
    'the server does not accept this ticket (unknown, used or expired)',
    'Ask the operator for a new one: `cpu6 enrol --new`.',
  ),
  PRESENCE_TIMEOUT: entry(
    53,
    'the button of the card was not pressed in time',
    'Repeat, and press the button when the light blinks.',
  ),
  PRESENCE_REFUSED: entry(54, 'the holder refused', 'Nothing was done. Repeat if that was a mistake.'),
  SLOTS_FULL: entry(55, 'the card has no free slot (it keeps {limit})', 'Remove one that is no longer needed.'),
  HOST_UNKNOWN: entry(56, 'the server does not know this host', 'Enrol it: `cpu6 enrol TICKET`.'),
  HOST_REVOKED: entry(57, 'the server has revoked this host', 'Ask the operator; a new enrolment is needed.'),
  HOST_EXPIRED: entry(58, 'the certificate of this host has expired', 'Enrol again: `cpu6 enrol TICKET`.'),
  CARD_REVOKED: entry(59, 'the server has revoked this card', 'Ask the operator; a new enrolment is needed.'),
  CARD_UNKNOWN: entry(60, 'the server does not know this card', 'Enrol it: `cpu6 enrol TICKET`.'),
  PIN_NEEDED: entry(61, 'the slot is locked with a PIN', 'Enter it: `cpu6 pin enter`.'),
  PIN_WRONG: entry(
    62,
    'the PIN is wrong; tries left: {left}',
    'Try again; after the last try only a new enrolment helps.',
  ),
  PIN_LOCKED: entry(
    63,
    'the slot is locked: the PIN was wrong too often',
    'Enrol the card again with a new ticket of the operator.',
  ),
  PIN_INVALID: entry(64, 'that cannot be a PIN: {why}', 'Choose 4 to 32 characters of ASCII.'),
  ENROLMENT_UNCONFIRMED: entry(
    65,
    'the operator has not confirmed this enrolment yet',
    'Tell the operator the code that the enrolment showed; then retry.',
    true,
  ),
  CODE_WRONG: entry(
    66,
    'no enrolment that waits has the code {code}',
    'Compare the code with the holder; if they differ, somebody may sit between you: revoke and enrol again.',
  ),
  PASSPHRASE_NEEDED: entry(
    67,
    '{file} is encrypted and no passphrase was given',
    'Give it at the prompt, or with --passphrase-file, --passphrase-fd or --passphrase-command.',
  ),
  PASSPHRASE_WRONG: entry(68, 'the passphrase does not open {file}', 'Try again.'),

  // 70–79: publisher signatures
  SIGNATURE_MALFORMED: entry(70, 'that is not a signature of an applet: {why}', 'Sign the applet again: `cpu6 sign`.'),
  SIGNATURE_WRONG: entry(71, 'the signature is wrong: {why}', 'Sign the applet again with the right key: `cpu6 sign`.'),
  SIGNATURE_MISSING: entry(
    72,
    'the slot takes applets of its publisher only, and "{process}" is not signed by that key',
    'Sign it: `cpu6 sign`; after a change of key, with the chain of keys from `cpu6 keygen --replaces`.',
  ),
  RELEASE_OLD: entry(
    73,
    'release {release} of "{process}" is older than one that the card has run',
    'Sign the applet again; `cpu6 sign` gives it a new release.',
  ),
  KEY_FILE: entry(74, '{file} is not a publisher key: {why}', 'Make one: `cpu6 keygen`.'),

  // 80–119: session
  SERVER_UNREACHABLE: entry(
    80,
    'the server {url} cannot be reached: {why}',
    'Check the network and that the server runs; the daemon keeps trying.',
    true,
  ),
  SERVER_KEY_WRONG: entry(
    81,
    'the server at {url} does not hold the key this host was enrolled with',
    'Do not go on. Ask the operator whether the key was changed; then enrol again.',
  ),
  SEAL_BROKEN: entry(
    82,
    'a sealed message was altered, replayed or out of order',
    'The session was ended. If it happens again, something on the way tampers with it.',
    true,
  ),
  ATTESTATION_FAILED: entry(
    83,
    'the card could not prove what it runs',
    'The session was ended. Flash the runtime again; if it persists, do not trust this card.',
  ),
  RUNTIME_UNKNOWN: entry(
    84,
    'the server does not accept the runtime {measurement} of the card',
    'Flash the current runtime, or allow this one on the server (--allow-runtime).',
  ),
  FINISHED_WRONG: entry(85, 'the two ends did not agree on the session', 'The session was ended; retry.', true),
  HANDSHAKE_TIMEOUT: entry(
    86,
    'the session was not established in {ms} ms',
    'Retry; check the card and the network.',
    true,
  ),
  SESSION_CLOSED: entry(87, 'the session was closed', 'Retry; a new one is opened.', true),
  SESSION_IDLE: entry(88, 'the session was idle for too long', 'Retry; a new one is opened.', true),
  SESSION_UNKNOWN: entry(89, 'there is no such session', 'Retry; a new one is opened.', true),
  TOO_MANY_SESSIONS: entry(90, 'there are {limit} sessions already', 'Close one first.', true),
  UPLINK_LOST: entry(91, 'the uplink was down for too long', 'Retry; a new session is opened.', true),
  UPLINK_OVERFLOW: entry(
    92,
    'the peer did not take {limit} bytes that wait for it',
    'Retry when the network is better.',
    true,
  ),
  EPOCH_FAILED: entry(93, 'the change of epoch failed: {why}', 'The session was ended; retry.', true),
  EPOCH_EXHAUSTED: entry(94, 'an epoch carried as many messages as it may', 'The session was ended; retry.', true),
  BOARD_REFUSED: entry(
    96,
    'the server does not accept cards of the board {board}',
    'Use an accepted board, or allow this one on the server: `cpu6 policy allow board {board}`.',
  ),
  APPLET_NOT_ALLOWED: entry(
    97,
    'the policy of the server does not allow the applet {measurement}',
    'Allow it on the server: `cpu6 policy allow applet {measurement}`.',
  ),
  RATE_LIMITED: entry(95, 'too many requests: {why}', 'Wait a moment and retry.', true),

  // 120–149: process, applet, calls
  PROCESS_UNKNOWN: entry(
    120,
    'there is no process "{process}"',
    'See `cpu6 cards` for the servers of the card, and the operator for their processes.',
  ),
  METHOD_UNKNOWN: entry(121, 'process "{process}" has no method "{method}"', 'It has: {methods}.'),
  ARGUMENTS_INVALID: entry(122, '{where}: {why}', 'Correct the value; the declaration of the process names the types.'),
  ARGUMENTS_TOO_BIG: entry(
    123,
    'arguments or answer of {size} bytes exceed the limit of {limit}',
    'Send less at once.',
  ),
  APPLET_MALFORMED: entry(124, 'the applet is malformed: {why}', 'Build the process again.'),
  APPLET_TOO_BIG: entry(
    125,
    'the applet has {size} bytes, the limit is {limit}',
    'Make it smaller; `cpu6 build` names the largest pieces.',
  ),
  APPLET_REFUSED: entry(
    126,
    'the card refused the applet: {why}',
    'Build the process again with this version of cpu6.',
  ),
  APPLET_QUOTA: entry(127, 'the applet exceeded its quota: {what}', 'Ask its author; the card has ended it.'),
  APPLET_ERROR: entry(128, 'the process failed: {message}', 'Ask its author.'),
  RATE_EXCEEDED: entry(129, '"{method}" may be called {calls} times in {seconds} s', 'Wait and retry.', true),
  CALL_TIMEOUT: entry(130, 'no answer in {ms} ms', 'Retry with the same key.', true),
  CALL_CANCELLED: entry(131, 'the call was cancelled', 'Nothing to do.'),
  KEY_REUSED: entry(132, 'this idempotency key was used for other arguments', 'Use a new key for a new call.'),
  ANSWER_INVALID: entry(
    133,
    'the process answered with something it did not declare: {where}: {why}',
    'Ask its author.',
  ),
  CALL_CONFLICT: entry(
    134,
    'what the call had read was changed by another call while it waited for the card',
    'Retry with the same key; nothing of it was kept.',
    true,
  ),
  SEGMENT_MISSING: entry(
    135,
    'a segment of the applet did not come',
    'Retry with the same key; if it happens again, look at the server and the line to it.',
    true,
  ),
  SEGMENT_REFUSED: entry(
    136,
    'the card refused a segment of the applet: {why}',
    'Build the process again with this version of cpu6; if it happens again, the server sends what it was not built with.',
  ),

  // 100–109: channel mode
  CELL_DROPPED: entry(
    100,
    'the stream was attacked: a cell was taken out',
    'Look at the line between card and server.',
  ),
  CELL_INSERTED: entry(101, 'the stream was attacked: a cell was put in', 'Look at the line between card and server.'),
  CELL_REPLAYED: entry(102, 'the stream was attacked: a cell came again', 'Look at the line between card and server.'),
  CELL_REORDERED: entry(
    103,
    'the stream was attacked: cells came in another order',
    'Look at the line between card and server.',
  ),
  CELL_DELAYED: entry(
    104,
    'the stream was held up: a cell came later than it may',
    'Look at the line between card and server, or raise the limit "cells.late".',
  ),
  STREAM_TRUNCATED: entry(
    105,
    'the stream was cut off: it ended without a word of the other side',
    'Look at the line between card and server.',
  ),

  // 150–169: gate and local API
  NOT_ALLOWED: entry(150, 'the holder does not allow {what}', 'Change the policy file of the host.'),
  PUSH_REFUSED: entry(
    151,
    'the policy of the host does not take pushed processes from this server',
    'Ask the holder to allow it under `push` in the policy file.',
  ),
  TOKEN_INVALID: entry(
    152,
    'the token is missing or wrong',
    'Use the token that the daemon wrote to its state directory.',
  ),
  ORIGIN_REFUSED: entry(153, 'origin {origin} may not use this host', 'Allow it under `origins` in the policy file.'),
  DAEMON_UNREACHABLE: entry(154, 'no host daemon listens on {address}', 'Start it: `cpu6 host`.', true),
  TOO_MANY_CLIENTS: entry(155, 'there are {limit} local apps connected already', 'Close one first.', true),
  REQUEST_INVALID: entry(156, 'the request is not valid JSON-RPC: {why}', 'See docs/local-api.md.'),
  ADMIN_UNREACHABLE: entry(
    157,
    'no server answers on {address}: {why}',
    'Start it: `cpu6 serve`, or name it with --server.',
    true,
  ),

  // 170–189: compiler
  BUILD_FAILED: entry(170, '{file} does not compile', 'See the diagnostics.'),
  BUDGET_EXCEEDED: entry(171, '{what} is {value}, the budget is {budget}', 'Make it smaller: {largest}.'),
  SYMBOLS_UNKNOWN: entry(
    172,
    'there are no symbols for {what}',
    'Decode on the machine that compiled it, or name its map: `cpu6 decode REPORT --map FILE`.',
  ),

  // 190–199: orders of the example
  ORDER_MALFORMED: entry(190, 'row {row}, {field}: {why}', 'Correct the row; the others were processed.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
