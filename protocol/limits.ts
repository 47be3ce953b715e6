// Every limit that more than one side must know: its name, its default, its unit, and the error that exceeding it gives.

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
  'link.frame': limit(512, 'bytes', undefined, 'payload of one link frame'),
  'link.window': limit(800, 'bytes', undefined, 'unacknowledged bytes towards a card (its receive buffer)'),
  'link.message': limit(4480, 'bytes', 'MESSAGE_TOO_BIG', 'one message on the link after reassembly'),
  'link.queue': limit(65_536, 'bytes', 'CARD_BUSY', 'messages that wait in the host for one card'),
  'link.retries': limit(8, 'times', 'CARD_SILENT', 'a frame is sent again before the recovery ladder starts'),
  'channel.chunk': limit(448, 'bytes', 'MESSAGE_TOO_BIG', 'applet bytes in one sealed record'),
  'channel.message': limit(3072, 'bytes', 'MESSAGE_TOO_BIG', 'one sealed message between card and server'),
  'applet.size': limit(16384, 'bytes', 'APPLET_TOO_BIG', 'canonical bytes of an applet'),
  'call.arguments': limit(2048, 'bytes', 'ARGUMENTS_TOO_BIG', 'encoded arguments or answer of one call'),
  'call.pending': limit(8, 'calls', 'CARD_BUSY', 'calls of one session that wait for the card'),
  'call.time': limit(60_000, 'ms', 'CALL_TIMEOUT', 'from a call to its answer, presence included'),
  'presence.time': limit(30_000, 'ms', 'PRESENCE_TIMEOUT', 'the holder has for pressing the button'),
  'session.handshake': limit(30_000, 'ms', 'HANDSHAKE_TIMEOUT', 'from S1 to both Finished'),
  'session.idle': limit(3_600_000, 'ms', 'SESSION_IDLE', 'without a call before a session is closed'),
  'uplink.message': limit(65_536, 'bytes', 'MESSAGE_TOO_BIG', 'one WebSocket message'),
  'uplink.resend': limit(1_048_576, 'bytes', 'UPLINK_OVERFLOW', 'kept for sending again after a dropped uplink'),
  'uplink.sessions': limit(256, 'sessions', 'TOO_MANY_SESSIONS', 'on one uplink'),
  'uplink.resume': limit(60_000, 'ms', 'UPLINK_LOST', 'a dropped uplink may take to come back before its sessions end'),
  'local.message': limit(65_536, 'bytes', 'MESSAGE_TOO_BIG', 'one JSON-RPC message of a local app'),
  'local.clients': limit(64, 'clients', 'TOO_MANY_CLIENTS', 'local apps connected to one host daemon'),
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
/** The default of a limit. */
export const limitOf = (name: LimitName): number => limits[name].default;
