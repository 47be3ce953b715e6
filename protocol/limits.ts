// Every limit that more than one side must know: its name, its default, its unit, and the error that exceeding it gives.

import { longestMessage } from './link/constants.js';

export interface Limit {
  readonly default: number;
  readonly unit: string;
  /** Error code of the catalogue; none where reaching the limit only makes the sender wait. */
  readonly error: string | undefined;
  readonly meaning: string;
}

const limit = (value: number, unit: string, error: string | undefined, meaning: string): Limit => ({
  default: value,
  unit,
  error,
  meaning,
});

export const limits = {
  'suite.time': limit(
    250,
    'ms',
    'SUITE_NONE',
    'a board may take for a record of 64 bytes in a suite that nobody insists on, estimated',
  ),
  'suite.memory': limit(
    3_300,
    'JsVars',
    'SUITE_MEMORY',
    'a card needs for itself beside an applet and two programs of a suite in script, estimated',
  ),
  'link.frame': limit(512, 'bytes', undefined, 'payload of one link frame'),
  'link.window': limit(800, 'bytes', undefined, 'unacknowledged bytes towards a card (its receive buffer)'),
  'link.message': limit(
    longestMessage,
    'bytes',
    'MESSAGE_TOO_BIG',
    'one message on the link; a card may announce less',
  ),
  'link.queue': limit(262_144, 'bytes', 'CARD_BUSY', 'messages that wait in the host for one card'),
  'link.retries': limit(
    8,
    'times',
    'CARD_SILENT',
    'a card is asked for what it misses before the recovery ladder starts',
  ),
  'link.heartbeat': limit(1_500, 'ms', undefined, 'a quiet link before it is pinged'),
  'link.silence': limit(
    6_000,
    'ms',
    'CARD_SILENT',
    'without a sign of the card before the ladder starts, if none is busy',
  ),
  'link.idle': limit(250, 'ms', undefined, 'an unfinished frame is waited for'),
  'link.greet': limit(2_000, 'ms', 'CARD_SILENT', 'first rung: the card is greeted; the link goes on where it was'),
  'link.break': limit(1_000, 'ms', 'CARD_SILENT', 'second rung: break, then greeted'),
  'link.reset': limit(6_000, 'ms', 'CARD_SILENT', 'third rung: restarted, then greeted; its boot time'),
  'link.reopen': limit(10_000, 'ms', 'CARD_SILENT', 'longest pause before the port is opened again'),
  'link.resume': limit(2_500, 'ms', 'CARD_LOST', 'a link whose port was lost may take to go on'),
  'channel.chunk': limit(448, 'bytes', 'MESSAGE_TOO_BIG', 'applet bytes in one sealed record'),
  'channel.message': limit(3072, 'bytes', 'MESSAGE_TOO_BIG', 'one sealed message between card and server'),
  'applet.size': limit(16384, 'bytes', 'APPLET_TOO_BIG', 'canonical bytes of an applet'),
  'segment.size': limit(8192, 'bytes', 'APPLET_TOO_BIG', 'canonical bytes of a segment of an overlaid applet'),
  'segment.count': limit(32, 'segments', 'APPLET_MALFORMED', 'of one applet'),
  'segment.time': limit(10_000, 'ms', 'SEGMENT_MISSING', 'a card waits for a segment'),
  'segment.free': limit(
    700,
    'JsVars',
    'CARD_MEMORY',
    'a card keeps free; below that, segments go that were unused longest',
  ),
  'segment.rate': limit(240, 'segments', 'SEGMENT_MISSING', 'that a session may ask a server for in a minute'),
  'segment.bytes': limit(1_048_576, 'bytes', 'SEGMENT_MISSING', 'of segments that a session may ask for in a minute'),
  'call.arguments': limit(2048, 'bytes', 'ARGUMENTS_TOO_BIG', 'encoded arguments or answer of one call'),
  'call.pending': limit(8, 'calls', 'CARD_BUSY', 'calls of one session that wait for the card'),
  'call.time': limit(60_000, 'ms', 'CALL_TIMEOUT', 'from a call to its answer, presence included'),
  'presence.time': limit(30_000, 'ms', 'PRESENCE_TIMEOUT', 'the holder has for pressing the button'),
  'session.handshake': limit(30_000, 'ms', 'HANDSHAKE_TIMEOUT', 'from S1 to both Finished'),
  'epoch.alarm': limit(60_000, 'ms', undefined, "between two changes of a session's epoch by alarm"),
  'cells.size': limit(256, 'bytes', undefined, 'body of a cell in channel mode, 64 to 1,024'),
  'cells.pace': limit(250, 'ms', undefined, 'from one cell to the next, each way, 100 to 10,000'),
  'cells.late': limit(5_000, 'ms', 'CELL_DELAYED', 'between two cells before the later one is reported'),
  'cells.quiet': limit(60_000, 'ms', 'STREAM_TRUNCATED', 'without a cell before the stream counts as cut off'),
  'session.idle': limit(3_600_000, 'ms', 'SESSION_IDLE', 'without a call before a session is closed'),
  'uplink.message': limit(65_536, 'bytes', 'MESSAGE_TOO_BIG', 'one WebSocket message'),
  'uplink.resend': limit(1_048_576, 'bytes', 'UPLINK_OVERFLOW', 'kept for sending again after a dropped uplink'),
  'uplink.sessions': limit(256, 'sessions', 'TOO_MANY_SESSIONS', 'on one uplink'),
  'uplink.resume': limit(60_000, 'ms', 'UPLINK_LOST', 'a dropped uplink may take to come back before its sessions end'),
  'local.message': limit(65_536, 'bytes', 'MESSAGE_TOO_BIG', 'one JSON-RPC message of a local app'),
  'local.clients': limit(64, 'clients', 'TOO_MANY_CLIENTS', 'local apps connected to one host daemon'),
  'reports.kept': limit(100, 'reports', undefined, 'errors of applets that a server keeps for its operator'),
  'compile.text': limit(262_144, 'bytes', 'BUILD_FAILED', 'of a source file, and of a program with what it imports'),
  'symbols.bytes': limit(67_108_864, 'bytes', undefined, 'of an author: kept symbols of compiled code; the oldest go'),
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
/** The default of a limit. */
export const limitOf = (name: LimitName): number => limits[name].default;
