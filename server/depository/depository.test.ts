// Who is let in, asked of the depository itself.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generateKeyPair } from '../../protocol/crypto/noise-ik.js';
import { Store } from '../store/store.js';
import { temporaryDirectory } from '../test/fixture.js';
import { Depository } from './depository.js';
import { answerRenewal } from './enrolment.js';

const day = 86_400_000;
let temporary: ReturnType<typeof temporaryDirectory>;
let store: Store;
let depository: Depository;
let now = 0;
beforeEach(() => {
  now = 1_700_000_000_000;
  temporary = temporaryDirectory();
  store = new Store(join(temporary.path, 'data'), () => now);
  depository = new Depository(store, 30 * day);
});
afterEach(() => {
  store.close();
  temporary.remove();
});

const key = (): Uint8Array => generateKeyPair().publicKey;
const refused = (code: string) => expect.objectContaining({ code });
/** A slot that waits for the operator under this code; answers its card. */
function waitingSlot(code: string): Uint8Array {
  const card = Uint8Array.from(randomBytes(16));
  const host = depository.certifyHost(key(), 'desk').id;
  const generation = depository.addSlot({
    card,
    board: 'B',
    runtime: randomBytes(32),
    host,
    publisher: undefined,
    waiting: true,
  });
  depository.setCode(card, generation, code);
  return card;
}

test('a host is let in with a certificate of its own key, as long as that holds', () => {
  const [mine, other] = [key(), key()];
  const first = depository.certifyHost(mine, 'desk').certificate;
  const others = depository.certifyHost(other, 'desk').certificate;
  expect(depository.admitHost(mine, first)).toMatchObject({ name: 'desk' });
  expect(() => depository.admitHost(mine, others)).toThrow(refused('HOST_UNKNOWN'));
  expect(() => depository.admitHost(key(), first)).toThrow(refused('HOST_UNKNOWN'));
  now += 20 * day;
  const second = depository.certifyHost(mine, 'desk').certificate;
  now += 10 * day;
  expect(() => depository.admitHost(mine, first)).toThrow(refused('HOST_EXPIRED'));
  expect(depository.admitHost(mine, second)).toMatchObject({ name: 'desk' });
});

test('a code under which two enrolments wait confirms neither', () => {
  const cards = [waitingSlot('123456'), waitingSlot('123456')];
  waitingSlot('654321');
  expect(depository.confirm('123456')).toBeUndefined();
  expect(depository.confirm('654321')).toBeDefined();
  for (const card of cards) expect(() => depository.admitCard(card, 1)).toThrow(refused('ENROLMENT_UNCONFIRMED'));
});

test('a card has 65,535 generations, and no more', () => {
  const card = waitingSlot('1');
  store.sql.run('UPDATE slots SET generation = 65534 WHERE card = ?', card);
  const slot = depository.slots(card)[0]!;
  expect(depository.renewSlot(slot, undefined)).toBe(65_535);
  expect(() => depository.renewSlot(slot, undefined)).toThrow(refused('SLOTS_FULL'));
});

test('a request for a certificate that opens for nobody is HOST_UNKNOWN', () => {
  for (const length of [0, 31, 32, 96, 200])
    expect(() => answerRenewal(store, depository, randomBytes(length))).toThrow(refused('HOST_UNKNOWN'));
});
