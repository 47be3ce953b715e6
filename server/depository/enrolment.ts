// The server's side of enrolment: Noise IK responder. What it says of itself only the ticket's holder can ask for, and
// only the host that asked can read the answer.
import { NoiseError, Responder } from '../../protocol/crypto/noise-ik.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { enrolReply, enrolRequest } from '../../protocol/messages/uplink.js';
import { decode, encode, SchemaError } from '../../protocol/schema/codec.js';
import type { Infer } from '../../protocol/schema/types.js';
import { hex } from '../../protocol/session/ids.js';
import { slotSecret } from '../../protocol/session/keys.js';
import type { Store } from '../store/store.js';
import { type Depository, hostIdOf } from './depository.js';
import type { Tickets } from './tickets.js';

export interface Enrolled {
  readonly card: string;
  readonly host: string;
  readonly generation: number;
}

/**
 * Answers Noise message 1 of an enrolment. Throws `TICKET_REFUSED`, `HOST_REVOKED`, `CARD_REVOKED` or, for what does
 * not open or decode, `TICKET_REFUSED` too: a stranger learns nothing from the difference.
 */
export function answerEnrolment(
  store: Store,
  depository: Depository,
  tickets: Tickets,
  serverName: string,
  noise: Uint8Array,
): { readonly message: Uint8Array; readonly enrolled: Enrolled } {
  const responder = new Responder(store.keys.static, store.keys.serverId);
  let request: Infer<typeof enrolRequest>;
  let remoteStatic: Uint8Array;
  try {
    const first = responder.read(noise);
    remoteStatic = first.remoteStatic;
    request = decode(enrolRequest.descriptor, first.payload) as Infer<typeof enrolRequest>;
  } catch (error) {
    if (error instanceof NoiseError || error instanceof SchemaError) throw new Cpu6Error('TICKET_REFUSED');
    throw error;
  }
  return store.sql.transaction(() => {
    const hostId = hostIdOf(remoteStatic);
    tickets.use(request.code, request.cardId, hostId);
    const hostName = shown(request.hostName);
    const host = depository.certifyHost(remoteStatic, hostName);
    const generation = depository.addSlot(request.cardId, shown(request.board), request.runtime, hostId);
    const secret = slotSecret(store.keys.master, request.cardId, generation);
    const payload = encode(enrolReply.descriptor, {
      generation,
      slotSecret: secret,
      serverName,
      certificate: host.certificate,
      authority: store.keys.authority,
    });
    const { message } = responder.write(payload);
    secret.fill(0);
    payload.fill(0);
    const enrolled = { card: hex(request.cardId), host: hex(hostId), generation };
    store.audit.append('enrolled', { ...enrolled, hostName, board: shown(request.board) });
    return { message, enrolled };
  });
}

/** Names of strangers end up on an operator's screen: without control, format and private characters. */
const shown = (name: string): string => name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
