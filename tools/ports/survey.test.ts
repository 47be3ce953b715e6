import { Duplex } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { boardNamed } from '../../device/boards/index.js';
import { builtRuntime } from '../../device/testing/bench.js';
import { virtualPort } from '../../device/testing/virtual-port.js';
import { VirtualCard } from '../../device/virtual/card.js';
import { openError } from '../../host/link/open-port.js';
import { survey } from './survey.js';

const pico = { path: '/dev/ttyACM0', vendorId: '0483', productId: '5740' };
const bridge = { path: '/dev/ttyUSB0', vendorId: '10C4', productId: 'EA60' };

const cards: VirtualCard[] = [];
afterEach(() => {
  for (const card of cards.splice(0)) card.stop();
});

async function board(runtime?: string): Promise<VirtualCard> {
  const card = await VirtualCard.create({ board: boardNamed('PICO_R1_3'), runtime });
  cards.push(card);
  return card;
}

/** Opens nothing: no byte may go there. */
const closed = async (): Promise<never> => {
  throw new Error('it was opened');
};

describe('the survey of ports', () => {
  test('a card is one because it says hello, and is known by its id', async () => {
    const card = await board(builtRuntime());
    const [port] = await survey({ list: async () => [pico], open: async () => virtualPort(card) });
    expect(port).toMatchObject({ kind: 'card', board: 'PICO_R1_3', address: 'serial:/dev/ttyACM0' });
    expect(port!.card).toMatch(/^[0-9a-f]{32}$/);
  });

  test('a chip that may be anything, or an unknown one, gets no byte unless it is named', async () => {
    const unknown = { path: '/dev/ttyS0' };
    const found = await survey({ list: async () => [bridge, unknown], open: closed });
    expect(found.map((p) => p.kind)).toEqual(['not asked', 'not asked']);
    expect(found[0]!.why).toContain('--probe /dev/ttyUSB0');
    const card = await board(builtRuntime());
    const probed = await survey({
      list: async () => [bridge, unknown],
      open: async () => virtualPort(card),
      probe: ['/dev/ttyUSB0'],
    });
    expect(probed.map((p) => p.kind)).toEqual(['card', 'not asked']);
  });

  test('a board with Espruino alone: an answer that is no hello; asked by name, its console and version', async () => {
    const card = await board();
    const open = async (): Promise<Duplex> => virtualPort(card);
    const [greeted] = await survey({ list: async () => [pico], open, patience: 300 });
    expect(greeted!.kind).toBe('other');
    expect(greeted!.why).toContain('cpu6 flash --card serial:/dev/ttyACM0');
    const [probed] = await survey({ list: async () => [pico], open, probe: [pico.path], patience: 300 });
    expect(probed).toMatchObject({ kind: 'console', espruino: '2v29', board: 'PICO_R1_3' });
  });

  test('a port in use names who uses it, one without permission what to do, one that is dead is silent', async () => {
    const fails = (message: string) => async (address: string) => {
      throw openError(address, new Error(message));
    };
    const list = async () => [pico];
    const [taken] = await survey({
      list,
      open: fails('Error Resource temporarily unavailable Cannot lock port'),
      holder: () => ({ pid: 7, command: 'minicom' }),
    });
    expect(taken).toMatchObject({ kind: 'taken', why: 'minicom (process 7) has it open' });
    const [refused] = await survey({ list, open: fails('Permission denied, cannot open /dev/ttyACM0') });
    expect(refused).toMatchObject({ kind: 'no permission' });
    expect(refused!.why).toContain('70-cpu6.rules');
    const mute = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    const [silent] = await survey({ list, open: async () => mute, patience: 100 });
    expect(silent!.kind).toBe('silent');
  });
});
