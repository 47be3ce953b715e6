// `cpu6 sign`: a publisher signs a built applet.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { askSecret, givenSecret, secretOptions } from './secret.js';
import { text, type Verb, whole } from './verb.js';

export const sign: Verb = {
  name: 'sign',
  summary: 'signs applets; the signature goes beside each (NAME.applet.sig)',
  arguments: 'FILE.applet…',
  arity: [1, 64],
  options: {
    key: { type: 'string', value: 'KEY', help: 'the publisher key, as `cpu6 keygen` wrote it' },
    release: {
      type: 'string',
      value: 'N',
      help: 'its release; cards refuse older ones than they have run (default: seconds since 1970)',
    },
    ...secretOptions('passphrase of the key'),
  },
  examples: [
    [
      'cpu6 build checkout.ts && cpu6 sign build/checkout.applet --key publisher.key',
      'writes build/checkout.applet.sig',
    ],
  ],
  async run({ values, positionals, out, stop }) {
    const keyFile = text(values, 'key');
    if (!keyFile) throw new Cpu6Error('USAGE', { what: 'sign needs --key', verb: 'sign' });
    const { readKeyFile } = await import('../publisher/key-file.js');
    const { releaseOf, signatureFile, signFile } = await import('../publisher/sign.js');
    const release = whole(values, 'release', releaseOf(), 1, 0xffffffff, 'sign');
    const key = await readKeyFile(
      keyFile,
      async () => givenSecret(values, 'sign') ?? (await askSecret(`passphrase of ${keyFile}`, stop)),
    );
    for (const file of positionals) {
      out.note(`signing ${file} (some seconds) …`);
      await signFile(file, key, release, stop);
      out.result(
        { signed: file, signature: signatureFile(file), release },
        `${signatureFile(file)}: release ${release}`,
      );
    }
  },
};
