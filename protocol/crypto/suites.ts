// The cipher suites that an epoch may be drawn in: what each is, what it needs of the card, and what it costs there.
import { cryptoBits } from './record-stream.js';

export interface SuiteInfo {
  /** For people: the constructions, and where they are defined. */
  readonly title: string;
  /** Native crypto of the card that it needs, bits of `cardDescription.crypto`. */
  readonly needs: number;
  /** Its cipher is script that travels with the epoch: the card needs no firmware for it, and patience. */
  readonly script: boolean;
  /** Bytes of the nonce, the two of the record's counter included. */
  readonly nonce: number;
  /** ms that the reference board (64 MHz Cortex-M4) takes for a record: in any case, and for each 16 bytes. Estimated. */
  readonly cost: readonly [record: number, block: number];
  /** Bytes that its channel code has at most, whatever is drawn. */
  readonly code: number;
}

const { sha256, cbc, ccm } = cryptoBits;

export const suites = {
  'aes-cbc-hmac': {
    title: 'AES-256-CBC and HMAC-SHA-256, encrypt-then-MAC (RFC 7518 section 5.2)',
    needs: sha256 | cbc,
    script: false,
    nonce: 16,
    cost: [24, 0.3],
    code: 1320,
  },
  'aes-ccm': {
    title: 'AES-128-CCM (RFC 3610)',
    needs: ccm,
    script: false,
    nonce: 13,
    cost: [16, 0.3],
    code: 1060,
  },
  'chacha20-poly1305': {
    title: 'ChaCha20-Poly1305 (RFC 8439)',
    needs: 0,
    script: true,
    nonce: 12,
    cost: [600, 230],
    code: 5050,
  },
  'ascon-aead128': {
    title: 'Ascon-AEAD128 (NIST SP 800-232)',
    needs: 0,
    script: true,
    nonce: 16,
    cost: [700, 320],
    code: 2800,
  },
  'misty1-hmac': {
    title: 'MISTY1 in counter mode (RFC 2994) and HMAC-SHA-256, encrypt-then-MAC',
    needs: sha256,
    script: true,
    nonce: 6,
    cost: [200, 290],
    code: 5900,
  },
} as const satisfies Record<string, SuiteInfo>;

export type SuiteName = keyof typeof suites;
export const suiteNames = Object.keys(suites) as readonly SuiteName[];
export const isSuiteName = (name: string): name is SuiteName => Object.hasOwn(suites, name);

/**
 * How many times slower than the reference board a board runs script and ciphers; below 1: faster. By clock and core.
 * What is not listed is taken for the reference.
 */
const slowness: Readonly<Record<string, number>> = {
  PICO_R1_3: 0.6,
  ESPRUINOWIFI: 0.5,
  ESP32: 0.35,
  RP2040_PICO: 0.8,
  LINUX: 0.01,
};

/** Characters of program text in a JsVar; a program's text is held twice, as a whole and as its functions'. */
const textBlock = 12.3;
const programVars = (bytes: number): number => Math.ceil((2 * bytes) / textBlock);

/**
 * JsVars that a change of epoch takes at most in that suite, besides what the card needs for itself: for an applet of
 * `applet` bytes, the program of the epoch, and the next one, which is there as received and as cut up, then as functions.
 */
export const suiteVars = (suite: SuiteName, applet: number): number =>
  programVars(applet) + 2 * programVars(suites[suite].code);

/** ms that a board takes to seal or open a record of `bytes`, estimated. */
export function recordTime(suite: SuiteName, board: string, bytes: number): number {
  const [record, block] = suites[suite].cost;
  return (slowness[board] ?? 1) * (record + block * Math.ceil(bytes / 16));
}
