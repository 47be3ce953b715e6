// `cpu6 serve`: runs a server.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isSuiteName, type SuiteName, suiteNames } from '../../protocol/crypto/suites.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex, unhex } from '../../protocol/session/ids.js';
import { shippedRuntime } from '../artifacts.js';
import type { KeyFile } from '../publisher/key-file.js';
import { artifactsDir, writeAddress } from './admin.js';
import { buildInto } from './build.js';
import { printEvents } from './events.js';
import type { Output } from './output.js';
import { serverData } from './paths.js';
import { askSecret, givenSecret, secretOptions } from './secret.js';
import { text, type Values, type Verb, whole } from './verb.js';
import { until } from './wait.js';

export const serve: Verb = {
  name: 'serve',
  summary: 'runs a server for the processes in the given files or directories',
  arguments: '[PROCESS.ts|DIR]…',
  arity: [0, 64],
  options: {
    data: { type: 'string', value: 'DIR', help: 'keys and database (default: the XDG state directory)' },
    port: { type: 'string', value: 'PORT', help: '0 to 65535; 0 takes a free one', default: '4680' },
    address: { type: 'string', value: 'HOST', help: 'address to listen on', default: '127.0.0.1' },
    url: {
      type: 'string',
      value: 'URL',
      help: 'ws: or wss: address that hosts use, if it is another (behind a proxy)',
    },
    publisher: {
      type: 'string',
      value: 'KEY',
      help: 'new slots take applets signed by this publisher only (its key, or KEY.pub)',
    },
    sign: {
      type: 'string',
      value: 'KEY',
      help: 'sign the processes given as files with this publisher key, and pin new slots to it',
    },
    ...secretOptions('passphrase of the key'),
    'epoch-every': {
      type: 'string',
      value: 'N',
      help: 'start a new epoch after N calls of a session',
      default: '1000',
    },
    suite: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: `cipher suite that channels may use, however slow on the card: ${suiteNames.join(', ')}`,
    },
    mode: {
      type: 'string',
      value: 'MODE',
      help: 'packet (each message sealed by itself) or channel (one stream of cells); default: what a process asks for',
    },
    'allow-runtime': {
      type: 'string',
      multiple: true,
      value: 'HEX',
      help: 'measurement of a card runtime to accept besides the one of this version',
    },
  },
  examples: [
    ['cpu6 serve examples/checkout/checkout.ts', 'builds the process and serves it on port 4680'],
    ['cpu6 serve build --port 0 --json', 'serves built artifacts on a free port; events as JSON'],
  ],
  async run({ values, positionals, out, stop }) {
    const dataDir = path.resolve(text(values, 'data', serverData()));
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const artifacts = artifactsDir(dataDir);
    mkdirSync(artifacts, { recursive: true });
    const dirs = [artifacts];
    const key = await signingKey(values, stop);
    for (const given of positionals) {
      if (/\.[mc]?[jt]s$/.test(given)) {
        const name = await buildInto(path.resolve(given), artifacts, out);
        if (key) await signBuilt(path.join(artifacts, `${name}.applet`), key, out, stop);
      } else dirs.push(path.resolve(given));
    }
    const suites = values.suite as string[] | undefined;
    const strange = suites?.find((name) => !isSuiteName(name));
    if (strange !== undefined)
      throw new Cpu6Error('USAGE', { what: `--suite takes one of ${suiteNames.join(', ')}`, verb: 'serve' });
    const mode = text(values, 'mode') || undefined;
    if (mode !== undefined && mode !== 'packet' && mode !== 'channel')
      throw new Cpu6Error('USAGE', { what: '--mode takes packet or channel', verb: 'serve' });
    const pinned = text(values, 'publisher');
    const publisher = pinned ? (await import('../publisher/key-file.js')).readPublisher(pinned) : key?.keys.publicKey;
    const { Server } = await import('../../server/index.js');
    const server = new Server({
      dataDir,
      port: whole(values, 'port', 4680, 0, 65535, 'serve'),
      host: text(values, 'address', '127.0.0.1'),
      publicUrl: text(values, 'url') || undefined,
      processDirs: dirs,
      ...(publisher ? { publisher } : {}),
      allowRuntime: [
        shippedRuntime().measurement,
        ...((values['allow-runtime'] as string[] | undefined) ?? []).map(unhex),
      ],
      mode,
      suites: suites as SuiteName[] | undefined,
      epochEvery: whole(values, 'epoch-every', 1000, 1, 1_000_000, 'serve'),
    });
    printEvents(server, out);
    await server.start();
    const url = writeAddress(dataDir, server.url);
    out.result(
      { type: 'listening', url, uplink: server.url, serverId: hex(server.serverId), data: dataDir, pid: process.pid },
      `serving on ${url}\n  data    ${dataDir}\n  enrol a card: cpu6 enrol --new`,
    );
    await until(stop);
    await server.stop();
  },
};

/** The publisher key of `--sign`. */
async function signingKey(values: Values, stop: AbortSignal): Promise<KeyFile | undefined> {
  const file = text(values, 'sign');
  if (!file) return undefined;
  const { readKeyFile } = await import('../publisher/key-file.js');
  return readKeyFile(
    file,
    async () => givenSecret(values, 'serve') ?? (await askSecret(`passphrase of ${file}`, stop)),
  );
}

/** Signs an applet that was just built, unless that very applet is signed by the key already. */
async function signBuilt(file: string, key: KeyFile, out: Output, stop: AbortSignal): Promise<void> {
  const { isSignedAs, releaseOf, signFile } = await import('../publisher/sign.js');
  if (isSignedAs(file, key)) return;
  out.note('signing (some seconds) …');
  await signFile(file, key, releaseOf(), stop);
}
