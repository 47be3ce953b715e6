// Test code: the published vector of the publishers' signature, as Node and the card read it.
import { readFileSync } from 'node:fs';

interface Vector {
  readonly source: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}
const vector = JSON.parse(readFileSync('protocol/publisher/vectors/slh-dsa-sha2-128s.json', 'utf8')) as Vector;

export const published = {
  source: vector.source,
  publicKey: Uint8Array.from(Buffer.from(vector.publicKey, 'hex')),
  message: Uint8Array.from(Buffer.from(vector.message, 'base64')),
  signature: Uint8Array.from(Buffer.from(vector.signature, 'base64')),
};
