// Writes protocol/publisher/vectors/recorded.json: signatures of the tests' own applets, which would take a test run half
// a minute to make. Run `node dist/hil/record-signatures.js` after changing one of those applets.
import { writeFileSync } from 'node:fs';
import { slh_dsa_sha2_128s } from '@noble/post-quantum/slh-dsa.js';
import { movedApplet, shopApplet, shopApplet2 } from '../device/testing/programs.js';
import { encodeApplet } from '../protocol/applet/applet.js';
import { encodeSigned, encodeSuccessor, signApplet, signSuccessor } from '../protocol/publisher/signed.js';
import type { PublisherKeys } from '../protocol/publisher/slh-dsa.js';
import { shopHeader } from '../server/test/fixture.js';

const keysOf = (fill: number): PublisherKeys => {
  const { publicKey, secretKey } = slh_dsa_sha2_128s.keygen(new Uint8Array(48).fill(fill));
  return { publicKey, privateKey: secretKey };
};
const base64 = (b: Uint8Array): string => Buffer.from(b).toString('base64');

const first = keysOf(1);
const second = keysOf(2);
const link = signSuccessor(first, second.publicKey);
const serverShop = encodeApplet({ header: shopHeader(), table: [], code: 'var $a;return[];' });
writeFileSync(
  'protocol/publisher/vectors/recorded.json',
  `${JSON.stringify(
    {
      first: base64(first.publicKey),
      second: base64(second.publicKey),
      successor: base64(encodeSuccessor(link)),
      shop10: base64(encodeSigned(signApplet(shopApplet.canonical, first, 10))),
      newer11: base64(encodeSigned(signApplet(shopApplet2.canonical, first, 11))),
      older9: base64(encodeSigned(signApplet(shopApplet2.canonical, first, 9))),
      moved12: base64(encodeSigned(signApplet(movedApplet.canonical, second, 12, [link]))),
      movedApplet: base64(movedApplet.canonical),
      server10: base64(encodeSigned(signApplet(serverShop, first, 10))),
    },
    null,
    1,
  )}\n`,
);
