// Signs in a thread of its own: it takes seconds of pure arithmetic, and Ctrl-C should work meanwhile.
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { equal } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import {
  checkSigned,
  decodeSigned,
  encodeSigned,
  type SignedApplet,
  type Successor,
  signApplet,
  signSuccessor,
} from '../../protocol/publisher/signed.js';
import type { PublisherKeys } from '../../protocol/publisher/slh-dsa.js';
import type { KeyFile } from './key-file.js';
import { writeWholeFile } from './write-file.js';

type Task =
  | { readonly kind: 'applet'; readonly canonical: Uint8Array; readonly key: KeyFile; readonly release: number }
  | { readonly kind: 'successor'; readonly old: PublisherKeys; readonly next: Uint8Array };

if (!isMainThread && (workerData as { cpu6Signs?: boolean } | undefined)?.cpu6Signs) {
  const { task } = workerData as { task: Task };
  parentPort!.postMessage(
    task.kind === 'applet'
      ? signApplet(task.canonical, task.key.keys, task.release, task.key.successors)
      : signSuccessor(task.old, task.next),
  );
}

function run<T>(task: Task, stop?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { cpu6Signs: true, task } });
    const onStop = (): void => {
      void worker.terminate();
      reject(new Cpu6Error('STOPPED'));
    };
    stop?.addEventListener('abort', onStop, { once: true });
    worker.once('message', (result: T) => resolve(result));
    worker.once('error', reject);
    worker.once('exit', () => stop?.removeEventListener('abort', onStop));
  });
}

export const signInThread = (
  canonical: Uint8Array,
  key: KeyFile,
  release: number,
  stop?: AbortSignal,
): Promise<SignedApplet> => run({ kind: 'applet', canonical, key, release }, stop);
export const signSuccessorInThread = (old: PublisherKeys, next: Uint8Array, stop?: AbortSignal): Promise<Successor> =>
  run({ kind: 'successor', old, next }, stop);

export const signatureFile = (applet: string): string => `${applet}.sig`;

/** A release that is later than every one before it, on every machine of the publisher: seconds since 1970. */
export const releaseOf = (now = Date.now()): number => Math.floor(now / 1000);

/** Signs an applet file; writes the signature beside it. Throws `INPUT_FILE`, `APPLET_MALFORMED`. */
export async function signFile(file: string, key: KeyFile, release: number, stop?: AbortSignal): Promise<SignedApplet> {
  const signed = await signInThread(readBytes(file), key, release, stop);
  writeWholeFile(signatureFile(file), encodeSigned(signed), { mode: 0o644 });
  return signed;
}

/** Is that applet signed by this key already? */
export function isSignedAs(file: string, key: KeyFile): boolean {
  try {
    const signed = decodeSigned(readBytes(signatureFile(file)));
    checkSigned(readBytes(file), signed);
    return equal(signed.publisher, key.keys.publicKey);
  } catch (error) {
    if (error instanceof Cpu6Error) return false;
    throw error;
  }
}

/** Throws `INPUT_FILE`. */
export function readBytes(file: string): Uint8Array {
  try {
    return Uint8Array.from(readFileSync(file));
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as NodeJS.ErrnoException).code ?? 'unreadable' });
  }
}
