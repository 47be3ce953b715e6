// Secrets under a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM (NIST SP 800-38D) seals. For files at rest.
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

/** Text fields only: it stands in JSON files. Binary values in base64. */
export interface PassphraseBox {
  readonly kdf: 'scrypt';
  /** Cost, block size, parallelism. */
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
  readonly cipher: 'aes-256-gcm';
  readonly nonce: string;
  /** Ciphertext ‖ tag. */
  readonly data: string;
}

const tagLength = 16;
/** 64 MB and some tenths of a second (OWASP's choice for scrypt at rest is 2^17, 8, 1; this is half of it). */
const cost = { n: 1 << 16, r: 8, p: 1 } as const;
/** A file must not make its reader work for ever. */
const greatest = { n: 1 << 20, r: 16, p: 4 } as const;

function keyOf(passphrase: string, salt: Uint8Array, { n, r, p }: { n: number; r: number; p: number }): Buffer {
  return scryptSync(passphrase.normalize('NFKC'), salt, 32, { N: n, r, p, maxmem: 256 * n * r + (1 << 20) });
}

/** Derives a key once, to seal with it often. */
export class PassphraseKey {
  private constructor(
    private readonly key: Buffer,
    private readonly salt: Buffer,
    private readonly cost: { readonly n: number; readonly r: number; readonly p: number },
  ) {}

  static fresh(passphrase: string): PassphraseKey {
    const salt = randomBytes(16);
    return new PassphraseKey(keyOf(passphrase, salt, cost), salt, cost);
  }

  /** The key of a box; `undefined` for a box of another form. */
  static of(box: PassphraseBox, passphrase: string): PassphraseKey | undefined {
    if (!isBox(box)) return undefined;
    const { n, r, p } = box;
    const salt = Buffer.from(box.salt, 'base64');
    return new PassphraseKey(keyOf(passphrase, salt, { n, r, p }), salt, { n, r, p });
  }

  /** `label` is bound in: what was sealed as one thing does not open as another. */
  seal(plain: Uint8Array, label: string): PassphraseBox {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(label, 'utf8'));
    const data = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return {
      kdf: 'scrypt',
      ...this.cost,
      salt: this.salt.toString('base64'),
      cipher: 'aes-256-gcm',
      nonce: nonce.toString('base64'),
      data: data.toString('base64'),
    };
  }

  /** `undefined` for a wrong passphrase, another label, or a box that was changed. */
  open(box: PassphraseBox, label: string): Buffer | undefined {
    const data = Buffer.from(box.data, 'base64');
    const nonce = Buffer.from(box.nonce, 'base64');
    if (data.length < tagLength || nonce.length !== 12) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce);
    decipher.setAAD(Buffer.from(label, 'utf8'));
    decipher.setAuthTag(data.subarray(-tagLength));
    try {
      return Buffer.concat([decipher.update(data.subarray(0, -tagLength)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  wipe(): void {
    this.key.fill(0);
  }
}

/** Does it have the form of a box, with a cost that can be paid? */
export function isBox(value: unknown): value is PassphraseBox {
  if (typeof value !== 'object' || value === null) return false;
  const b = value as Record<string, unknown>;
  const within = (v: unknown, most: number): boolean =>
    Number.isInteger(v) && (v as number) >= 1 && (v as number) <= most;
  const isText = (v: unknown): boolean => typeof v === 'string';
  return (
    b.kdf === 'scrypt' &&
    b.cipher === 'aes-256-gcm' &&
    within(b.n, greatest.n) &&
    (b.n as number) > 1 &&
    ((b.n as number) & ((b.n as number) - 1)) === 0 &&
    within(b.r, greatest.r) &&
    within(b.p, greatest.p) &&
    isText(b.salt) &&
    isText(b.nonce) &&
    isText(b.data)
  );
}
