// `cpu6 keygen`: makes a publisher's key pair, or the one that takes an old one's place.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { askNewSecret, askSecret, givenSecret, secretOptions } from './secret.js';
import { flag, text, type Verb } from './verb.js';

export const keygen: Verb = {
  name: 'keygen',
  summary: 'makes a publisher key: FILE is private, FILE.pub is for operators and holders',
  arguments: 'FILE',
  arity: [1, 1],
  options: {
    replaces: { type: 'string', value: 'OLD', help: 'the key that this one takes the place of: it signs the new one' },
    'no-passphrase': {
      type: 'boolean',
      help: 'leave the private key unencrypted (mode 0600), for a machine that signs alone',
    },
    ...secretOptions('passphrase'),
    ...secretOptions("old key's passphrase", 'old-passphrase'),
  },
  examples: [
    ['cpu6 keygen publisher.key', 'asks for a passphrase; writes publisher.key and publisher.key.pub'],
    ['cpu6 keygen next.key --replaces publisher.key', 'cards that know the old key will take what the new one signs'],
  ],
  async run({ values, positionals, out, stop }) {
    const file = positionals[0]!;
    const { fingerprint, formatPublisher, readKeyFile, writeKeyFile } = await import('../publisher/key-file.js');
    const { generatePublisherKeys } = await import('../../protocol/publisher/slh-dsa.js');
    const { signSuccessorInThread } = await import('../publisher/sign.js');
    const replaced = text(values, 'replaces');
    const old = replaced
      ? await readKeyFile(
          replaced,
          async () =>
            givenSecret(values, 'keygen', 'old-passphrase') ?? (await askSecret(`passphrase of ${replaced}`, stop)),
        )
      : undefined;
    const passphrase = flag(values, 'no-passphrase')
      ? undefined
      : (givenSecret(values, 'keygen') ?? (await askNewSecret('passphrase', stop)));
    if (passphrase === undefined && !flag(values, 'no-passphrase')) throw new Cpu6Error('PASSPHRASE_NEEDED', { file });
    const keys = generatePublisherKeys();
    if (old) out.note('the old key signs the new one (some seconds) …');
    const successors = old ? [...old.successors, await signSuccessorInThread(old.keys, keys.publicKey, stop)] : [];
    if (successors.length > 8)
      throw new Cpu6Error('KEY_FILE', {
        file: replaced,
        why: 'its chain is as long as it may be; pin the new key instead',
      });
    writeKeyFile(file, { keys, successors }, passphrase);
    const publisher = formatPublisher(keys.publicKey);
    out.result(
      { file, publisher, fingerprint: fingerprint(keys.publicKey), replaces: successors.length },
      `${file}      private: keep it\n${file}.pub  ${publisher}\nfingerprint  ${fingerprint(keys.publicKey)}`,
    );
  },
};
