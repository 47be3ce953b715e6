// The short code that host and server show at an enrolment, for people to compare: six digits from both keys.
//
// As in the numeric comparison of Bluetooth (Core Specification, vol. 2, part H, section 7.2.1) and the protocols of
// Vaudenay (CRYPTO 2005): the server commits to its nonce, the host reveals its own, then the server reveals. Whoever
// sits between the two has to fix both his nonces before he knows either code, so he is right once in a million tries.
import { equal, sha256 } from '../crypto/hmac.js';

export interface CodeParts {
  readonly serverKey: Uint8Array;
  readonly hostKey: Uint8Array;
  readonly cardId: Uint8Array;
}

const label = (text: string): Uint8Array => Buffer.from(`cpu6 v1 ${text}`, 'ascii');
export const codeNonceLength = 16;

/** What the server sends first. */
export const commitmentOf = ({ serverKey, hostKey, cardId }: CodeParts, serverNonce: Uint8Array): Uint8Array =>
  sha256(label('code commitment'), serverKey, hostKey, cardId, serverNonce);

/** Six digits; `undefined` if the server reveals something else than it committed to. */
export function shortCode(
  parts: CodeParts,
  commitment: Uint8Array,
  hostNonce: Uint8Array,
  serverNonce: Uint8Array,
): string | undefined {
  if (!equal(commitment, commitmentOf(parts, serverNonce))) return undefined;
  const { serverKey, hostKey, cardId } = parts;
  const hash = sha256(label('code'), serverKey, hostKey, cardId, hostNonce, serverNonce);
  return String(Buffer.from(hash).readUInt32BE(0) % 1_000_000).padStart(6, '0');
}
