// S2 to S10 of one session, without I/O: which record must come next, and what follows from it.
//
//   project, chunks → ; attest ← ; machineId ← ; hostReply → ; then both Finished, under the traffic keys

import { equal, hmac } from '../../protocol/crypto/hmac.js';
import { NoiseError, Responder } from '../../protocol/crypto/noise-ik.js';
import { RecordStream } from '../../protocol/crypto/record-stream.js';
import { Cpu6Error, closingError } from '../../protocol/errors/error.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { machineIdPayload, sessionKeyPayload } from '../../protocol/messages/uplink.js';
import { decode, encode, SchemaError } from '../../protocol/schema/codec.js';
import type { Infer } from '../../protocol/schema/types.js';
import {
  attestation,
  firstTrafficKeys,
  helloHash,
  type ProjectionKeys,
  projectionKeys,
  slotSecret,
  type TrafficKeys,
  transcriptHash,
} from '../../protocol/session/keys.js';
import type { HostRecord, SlotRecord } from '../depository/depository.js';
import type { LoadedProcess } from '../processes.js';
import { chooseSuite } from '../projector/negotiation.js';
import { type Projection, travel } from '../projector/projector.js';
import { randomBytes } from '../projector/random.js';
import { prove, type Wanted } from '../projector/signature.js';
import { type Admission, isPinned, type OpenRequest } from './admission.js';
import type { Core } from './core.js';

export interface Established {
  readonly keys: TrafficKeys;
  /** Transcript hash TH. */
  readonly transcript: Uint8Array;
  readonly host: HostRecord;
  /** The sealed `hostReply`. */
  readonly reply: Uint8Array;
}

export class Establishment {
  readonly projection: Projection;
  readonly #keys: ProjectionKeys;
  readonly #down: RecordStream;
  readonly #up: RecordStream;
  private readonly process: LoadedProcess;
  private readonly slot: SlotRecord;
  #attested = false;

  constructor(
    private readonly core: Core,
    private readonly open: OpenRequest,
    { process, slot, form, cells }: Admission,
  ) {
    this.process = process;
    this.slot = slot;
    this.projection = core.projector.project(chooseSuite(core.settings, process, open.card, cells), cells);
    const { keys } = core.store;
    const secret = slotSecret(keys.master, open.card.cardId, slot.generation);
    this.#keys = projectionKeys(secret, open.card.cardId, keys.serverId, open.nC, this.projection.nS);
    secret.fill(0);
    this.#down = new RecordStream(this.#keys.down, form);
    this.#up = new RecordStream(this.#keys.up, form);
  }

  /** Is the slot pinned to a publisher? Then the card answers the first body with what it wants proved. */
  get pinned(): boolean {
    return isPinned(this.open, this.core.store.keys.serverId);
  }

  /** The card's answer, see {@link pinned}. Throws `SEAL_BROKEN`, `MESSAGE_MALFORMED`. */
  wanted(record: Uint8Array): Wanted {
    return this.#openRecord(record, 'wanted');
  }
  /** The bodies that prove the applet. Throws `SIGNATURE_MISSING`. */
  *proof(wanted: Wanted): Generator<Uint8Array> {
    for (const message of prove(this.process, wanted, this.core.settings.limit('channel.chunk')))
      yield this.#down.seal(message);
  }

  /** The bodies that bring channel code and applet to the card; the first starts with nS. */
  *bodies(): Generator<Uint8Array> {
    const applet = this.process;
    let first = true;
    for (const message of travel(this.projection, 0, applet, true, this.core.settings.limit('channel.chunk'))) {
      const record = this.#down.seal(message);
      yield first ? Buffer.concat([this.projection.nS, record]) : record;
      first = false;
    }
  }

  /** S3. Throws `SEAL_BROKEN`, `MESSAGE_MALFORMED` or `ATTESTATION_FAILED`. */
  attest(record: Uint8Array): void {
    const message = this.#openRecord(record, 'attest');
    const expected = hmac(this.#keys.attest, attestation({ ...this.#measured, epoch: 0, nS: this.projection.nS }));
    if (!equal(expected, message.mac)) throw new Cpu6Error('ATTESTATION_FAILED');
    this.#attested = true;
  }

  /**
   * S6 to S8: opens the machine ID, looks its host up, and makes the session key that only this host can read.
   * Throws the depository's refusals besides those of {@link attest}.
   */
  identify(record: Uint8Array): Established {
    const { noise } = this.#openRecord(record, 'machineId');
    const { store, depository } = this.core;
    const hello = helloHash({
      ...this.#measured,
      nS: this.projection.nS,
      nC: this.open.nC,
      cardId: this.open.card.cardId,
      serverId: store.keys.serverId,
    });
    const responder = new Responder(store.keys.static, hello);
    const { payload, remoteStatic } = readMachineId(responder, noise);
    const host = depository.admitHost(remoteStatic, payload.certificate);
    // A slot's share is with the host that enrolled it: no other host can have opened this one.
    if (!equal(host.id, this.slot.host)) throw new Cpu6Error('HOST_UNKNOWN');
    const sessionKey = randomBytes(32);
    const answer = encode(sessionKeyPayload.descriptor, { sessionKey });
    const { message } = responder.write(answer);
    const transcript = transcriptHash(hello, noise, message);
    const keys = firstTrafficKeys(sessionKey, this.#keys.slotShare, transcript, this.projection.draw.label);
    sessionKey.fill(0);
    answer.fill(0);
    const reply = this.#down.seal(channelMessages.encode('hostReply', { noise: message }));
    this.wipe();
    return { keys, transcript, host, reply };
  }

  wipe(): void {
    this.#down.wipe();
    this.#up.wipe();
    this.#keys.attest.fill(0);
    this.#keys.slotShare.fill(0);
  }

  get attested(): boolean {
    return this.#attested;
  }

  get #measured() {
    const { runtime, crypto, board } = this.open.card;
    return { applet: this.process.measurement, channel: this.projection.channelMeasurement, runtime, crypto, board };
  }

  #openRecord<T extends 'attest' | 'machineId' | 'wanted'>(record: Uint8Array, type: T) {
    const plain = this.#up.open(record);
    if (!plain) throw new Cpu6Error('SEAL_BROKEN');
    const message = channelMessages.decode(plain, 'up', 'the card');
    if (message.type === 'close') throw closingError(message.code, { why: 'the card ended it' });
    if (message.type !== type)
      throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the card', why: `${message.type} came instead of ${type}` });
    return message as Extract<typeof message, { type: T }>;
  }
}

function readMachineId(
  responder: Responder,
  noise: Uint8Array,
): { readonly payload: Infer<typeof machineIdPayload>; readonly remoteStatic: Uint8Array } {
  try {
    const { payload, remoteStatic } = responder.read(noise);
    return { payload: decode(machineIdPayload.descriptor, payload) as Infer<typeof machineIdPayload>, remoteStatic };
  } catch (error) {
    // Made for another server or another session, or altered: either way not of this conversation.
    if (error instanceof NoiseError) throw new Cpu6Error('SEAL_BROKEN');
    if (error instanceof SchemaError)
      throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the host', why: `machine ID: ${error.message}` });
    throw error;
  }
}
