// The suites by name, as the server seals and opens in them.
import type { DirectionKeys } from '../../../protocol/crypto/cbc-hmac.js';
import type { SuiteName } from '../../../protocol/crypto/suites.js';
import { aesCcm, asconAead128, chacha20Poly1305 } from './aead.js';
import { CbcHmacOpener, CbcHmacSealer } from './aes-cbc-hmac.js';
import { mistyHmac } from './misty1-hmac.js';
import type { Opener, Sealer } from './suite.js';

export type { Opener, Sealer } from './suite.js';

interface Ends {
  sealer(keys: DirectionKeys): Sealer;
  opener(keys: DirectionKeys): Opener;
}
const both = (make: (keys: DirectionKeys) => Sealer & Opener): Ends => ({ sealer: make, opener: make });

export const suiteEnds: Readonly<Record<SuiteName, Ends>> = {
  'aes-cbc-hmac': { sealer: (keys) => new CbcHmacSealer(keys), opener: (keys) => new CbcHmacOpener(keys) },
  'aes-ccm': both(aesCcm),
  'chacha20-poly1305': both(chacha20Poly1305),
  'ascon-aead128': both(asconAead128),
  'misty1-hmac': both(mistyHmac),
};
