// The server's side of enrolment: Noise IK responder. What it says of itself only the ticket's holder can ask for, and
// only the host that asked can read the answer.
import { randomBytes } from 'node:crypto';
import { NoiseError, Responder } from '../../protocol/crypto/noise-ik.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { enrolReply, enrolRequest, renewReply, renewRequest } from '../../protocol/messages/uplink.js';
import { decode, encode, SchemaError } from '../../protocol/schema/codec.js';
import type { Infer } from '../../protocol/schema/types.js';
import { hex } from '../../protocol/session/ids.js';
import { slotSecret } from '../../protocol/session/keys.js';
import { type CodeParts, codeNonceLength, commitmentOf } from '../../protocol/session/short-code.js';
import type { Store } from '../store/store.js';
import { type Depository, hostIdOf } from './depository.js';
import type { Tickets } from './tickets.js';

export interface Enrolled {
  readonly card: string;
  readonly host: string;
  readonly generation: number;
  /** The operator has to confirm it. */
  readonly confirm: boolean;
}

/** What the code of an enrolment comes from, until the host has revealed its half. */
export interface OpenCode {
  readonly parts: CodeParts;
  readonly nonce: Uint8Array;
  readonly enrolled: Enrolled;
}

/**
 * Answers Noise message 1 of an enrolment. Throws `TICKET_REFUSED`, `HOST_REVOKED`, `CARD_REVOKED` or, for what does
 * not open or decode, `TICKET_REFUSED` too: a stranger learns nothing from the difference.
 */
export function answerEnrolment(
  store: Store,
  depository: Depository,
  tickets: Tickets,
  { serverName, publisher }: { readonly serverName: string; readonly publisher: Uint8Array | undefined },
  noise: Uint8Array,
): { readonly message: Uint8Array; readonly code: OpenCode } {
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
    const confirm = tickets.use(request.code, request.cardId, hostId);
    const hostName = shown(request.hostName);
    const host = depository.certifyHost(remoteStatic, hostName);
    const generation = depository.addSlot({
      card: request.cardId,
      board: shown(request.board),
      runtime: request.runtime,
      host: hostId,
      publisher,
      waiting: confirm,
    });
    const parts = { serverKey: store.keys.static.publicKey, hostKey: remoteStatic, cardId: request.cardId };
    const nonce = randomBytes(codeNonceLength);
    const secret = slotSecret(store.keys.master, request.cardId, generation);
    const payload = encode(enrolReply.descriptor, {
      generation,
      slotSecret: secret,
      serverName,
      certificate: host.certificate,
      authority: store.keys.authority,
      publisher: publisher ?? new Uint8Array(32),
      commitment: commitmentOf(parts, nonce),
      confirm,
    });
    const { message } = responder.write(payload);
    secret.fill(0);
    payload.fill(0);
    const enrolled = { card: hex(request.cardId), host: hex(hostId), generation, confirm };
    store.audit.append('enrolled', { ...enrolled, hostName, board: shown(request.board) });
    return { message, code: { parts, nonce, enrolled } };
  });
}

/** Answers Noise message 1 of a renewal: the host's own key asks. Throws the depository's refusals. */
export function answerRenewal(
  store: Store,
  depository: Depository,
  noise: Uint8Array,
): { readonly message: Uint8Array; readonly host: string } {
  const responder = new Responder(store.keys.static, store.keys.serverId);
  let request: Infer<typeof renewRequest>;
  let remoteStatic: Uint8Array;
  try {
    const first = responder.read(noise);
    remoteStatic = first.remoteStatic;
    request = decode(renewRequest.descriptor, first.payload) as Infer<typeof renewRequest>;
  } catch (error) {
    if (error instanceof NoiseError || error instanceof SchemaError) throw new Cpu6Error('HOST_UNKNOWN');
    throw error;
  }
  return store.sql.transaction(() => {
    const host = depository.renewHost(remoteStatic, request.publicKey, shown(request.hostName));
    const { authority } = store.keys;
    const { message } = responder.write(encode(renewReply.descriptor, { certificate: host.certificate, authority }));
    const from = hex(hostIdOf(remoteStatic));
    store.audit.append('host renewed', { host: from, ...(hex(host.id) === from ? {} : { by: hex(host.id) }) });
    return { message, host: hex(host.id) };
  });
}

/** Names of strangers end up on an operator's screen: without control, format and private characters. */
const shown = (name: string): string => name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
