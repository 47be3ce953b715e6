// The host key process (33 in the seed): proves this host to the server and opens the answer that only it can open.
//
// The two messages of Noise IK pass through the applet (32): neither it nor anybody else on the way can read them.
import { equal } from '../../protocol/crypto/hmac.js';
import { Initiator, type KeyPair, NoiseError } from '../../protocol/crypto/noise-ik.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { machineIdPayload, sessionKeyPayload } from '../../protocol/messages/uplink.js';
import { decode, encode, SchemaError } from '../../protocol/schema/codec.js';
import { type BothWays, gateKeys, transcriptHash } from '../../protocol/session/keys.js';

export interface KeyProcessOptions {
  readonly hostKey: KeyPair;
  readonly serverKey: Uint8Array;
  readonly hostName: string;
  /** The host's certificate, as the server's authority signed it. */
  readonly certificate: Uint8Array;
  /** For messages of errors. */
  readonly url: string;
}

export class KeyProcess {
  #hello: Uint8Array | undefined;
  #initiator: Initiator | undefined;
  #noise1: Uint8Array = new Uint8Array(0);
  #done = false;

  constructor(private readonly o: KeyProcessOptions) {}

  /** S6: Noise message 1. `hello` is bound into everything that follows and may be given once. */
  machineId(hello: Uint8Array): Uint8Array {
    if (this.#hello) throw new Cpu6Error('CARD_FAULT', { why: 'it asked for the machine ID twice' });
    this.#hello = Uint8Array.from(hello);
    this.#initiator = new Initiator(this.o.hostKey, this.o.serverKey, this.#hello);
    const { hostName, certificate } = this.o;
    this.#noise1 = this.#initiator.write(encode(machineIdPayload.descriptor, { hostName, certificate }));
    return this.#noise1;
  }

  /**
   * S9: opens Noise message 2. Throws `SERVER_KEY_WRONG` if whoever wrote it does not hold the server's key or the host and
   * the server do not mean the same session.
   */
  sessionKey(noise2: Uint8Array): { readonly key: Uint8Array; readonly gate: BothWays } {
    if (!this.#initiator || !this.#hello || this.#done)
      throw new Cpu6Error('CARD_FAULT', { why: 'it asked for the session key out of turn' });
    this.#done = true;
    try {
      const { payload } = this.#initiator.read(noise2);
      const { sessionKey } = decode(sessionKeyPayload.descriptor, payload) as { sessionKey: Uint8Array };
      if (equal(sessionKey, new Uint8Array(32))) throw new SchemaError('sessionKey', 'is all zeros');
      return { key: sessionKey, gate: gateKeys(sessionKey, transcriptHash(this.#hello, this.#noise1, noise2)) };
    } catch (error) {
      if (error instanceof NoiseError || error instanceof SchemaError)
        throw new Cpu6Error('SERVER_KEY_WRONG', { url: this.o.url }, { cause: error });
      throw error;
    }
  }
}
