// `cpu6 verify`: who signed an applet, and is the signature right?
import { equal } from '../../protocol/crypto/hmac.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import { text, type Verb } from './verb.js';

export const verify: Verb = {
  name: 'verify',
  summary: "checks an applet's signature and says who signed what",
  arguments: 'FILE.applet…',
  arity: [1, 64],
  options: {
    publisher: {
      type: 'string',
      value: 'KEY',
      help: 'the public key it must be from: its text, or its file (KEY.pub)',
    },
    signature: { type: 'string', value: 'FILE', help: 'the signature (default: FILE.applet.sig)' },
  },
  examples: [['cpu6 verify build/checkout.applet --publisher publisher.key.pub', 'ends with 1 if anything is wrong']],
  async run({ values, positionals, out }) {
    const { fingerprint, formatPublisher, readPublisher } = await import('../publisher/key-file.js');
    const { readBytes, signatureFile } = await import('../publisher/sign.js');
    const { chainFrom, checkSigned, decodeSigned } = await import('../../protocol/publisher/signed.js');
    const given = text(values, 'publisher');
    const expected = given ? readPublisher(given) : undefined;
    for (const file of positionals) {
      const signed = decodeSigned(readBytes(text(values, 'signature') || signatureFile(file)));
      const { name, version, release, measurement } = checkSigned(readBytes(file), signed);
      if (expected && !chainFrom(signed, expected))
        throw new Cpu6Error('SIGNATURE_WRONG', { why: `${file} is signed by ${fingerprint(signed.publisher)}` });
      const renewed = expected !== undefined && !equal(expected, signed.publisher);
      out.result(
        {
          verified: file,
          process: name,
          version,
          release,
          measurement: hex(measurement),
          publisher: formatPublisher(signed.publisher),
        },
        `${file}: ${name} ${version}, release ${release}, signed by ${fingerprint(signed.publisher)}${renewed ? ', the successor of the key given' : ''}`,
      );
    }
  },
};
