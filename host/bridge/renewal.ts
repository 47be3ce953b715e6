// Renewal of this host's certificate at a server, for the key it has or for a new one. The old key asks, in a Noise IK
// exchange to the server's known key: nobody else can, and nobody else can answer.
import { equal } from '../../protocol/crypto/hmac.js';
import { Initiator, type KeyPair, NoiseError } from '../../protocol/crypto/noise-ik.js';
import { Cpu6Error, errorFromNumber } from '../../protocol/errors/error.js';
import { renewReply, renewRequest } from '../../protocol/messages/uplink.js';
import { decode, encode, SchemaError } from '../../protocol/schema/codec.js';
import type { Infer } from '../../protocol/schema/types.js';
import { openCertificate } from '../../protocol/session/certificate.js';
import { serverIdOf } from '../../protocol/session/ids.js';
import type { Clock } from '../clock.js';
import { exchange } from './exchange.js';
import type { Uplink } from './uplink.js';

export interface RenewalOptions {
  readonly uplink: Uplink;
  readonly url: string;
  readonly serverKey: Uint8Array;
  /** The key in use, and the one to certify: the same, or the next. */
  readonly hostKey: KeyPair;
  readonly nextKey: KeyPair;
  readonly hostName: string;
  readonly clock: Clock;
  readonly ms: number;
}

/** Rejects with the server's reason (`HOST_UNKNOWN`, `HOST_REVOKED`, `HOST_EXPIRED`), `SERVER_KEY_WRONG`, `SERVER_UNREACHABLE`. */
export async function requestRenewal(options: RenewalOptions): Promise<Infer<typeof renewReply>> {
  const { uplink, url, serverKey, hostKey, nextKey, hostName, clock, ms } = options;
  const initiator = new Initiator(hostKey, serverKey, serverIdOf(serverKey));
  const request = encode(renewRequest.descriptor, { publicKey: nextKey.publicKey, hostName });
  await uplink.waitUp(ms);
  const noise = initiator.write(request);
  const answer = await exchange(uplink, ['renew', { noise }], ['renewed', 'renewRefused'], { url, ms, clock });
  if (answer.type === 'renewRefused') throw errorFromNumber(answer.code);
  try {
    const reply = decode(renewReply.descriptor, initiator.read(answer.noise).payload) as Infer<typeof renewReply>;
    const certificate = openCertificate(reply.authority, reply.certificate);
    if (certificate && equal(certificate.publicKey, nextKey.publicKey) && certificate.expires > clock.date())
      return reply;
  } catch (error) {
    if (!(error instanceof NoiseError) && !(error instanceof SchemaError)) throw error;
  }
  throw new Cpu6Error('SERVER_KEY_WRONG', { url });
}
