// `cpu6 passphrase`: encrypts this host's state file (host key, shares of slots), changes its passphrase, or takes it away.
import path from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { localOptions } from './local.js';
import { hostState } from './paths.js';
import { askNewSecret, askSecret, givenSecret, secretOptions } from './secret.js';
import { flag, text, type Verb } from './verb.js';

export const passphrase: Verb = {
  name: 'passphrase',
  summary: "sets, changes or removes the passphrase of this host's keys; the daemon must not run",
  arity: [0, 0],
  options: {
    ...localOptions,
    remove: { type: 'boolean', help: 'keep the file unencrypted (mode 0600)' },
    ...secretOptions('passphrase'),
    ...secretOptions('new passphrase', 'new-passphrase'),
  },
  examples: [
    ['cpu6 passphrase', 'asks for the old one, if there is one, and twice for the new one'],
    ["cpu6 host --passphrase-command 'secret-tool lookup service cpu6'", "keeps it in the desktop's key store"],
  ],
  async run({ values, out, stop }) {
    const dir = path.resolve(text(values, 'state', hostState()));
    const { HostState } = await import('../../host/state/host-state.js');
    const old = HostState.isEncrypted(dir)
      ? (givenSecret(values, 'passphrase') ?? (await askSecret('passphrase', stop)))
      : undefined;
    const state = HostState.open(dir, old);
    try {
      const next = flag(values, 'remove')
        ? undefined
        : (givenSecret(values, 'passphrase', 'new-passphrase') ?? (await askNewSecret('passphrase', stop)));
      if (next === undefined && !flag(values, 'remove'))
        throw new Cpu6Error('PASSPHRASE_NEEDED', { file: path.join(dir, 'host.json') });
      state.setPassphrase(next);
    } finally {
      state.close();
    }
    const encrypted = !flag(values, 'remove');
    out.result(
      { dir, encrypted },
      encrypted ? `the state in ${dir} is encrypted` : `the state in ${dir} is not encrypted`,
    );
  },
};
