// The card's verifier, as the compiler runs it on its own output.
import { verifyBytes } from '../../device/runtime/verifier.js';

/** Empty if the card would take `code`, else `reason at offset`. */
export const verify = (code: string): string =>
  verifyBytes(
    code,
    // What is no byte is no character of confined code either.
    Uint8Array.from({ length: code.length }, (_, i) => Math.min(code.charCodeAt(i), 255)),
  );
