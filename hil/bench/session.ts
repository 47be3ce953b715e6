// Sessions and calls through all processes, on the virtual card and on a real interpreter if CPU6_ESPRUINO names one.
import type { Client } from '../../host/client/index.js';
import { OddStack } from '../stack/odd.js';
import type { Row } from './row.js';

const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1]!;

async function times(count: number, work: () => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await work();
    all.push(performance.now() - began);
  }
  return median(all);
}

async function measure(name: string, card: string, count: number): Promise<Row[]> {
  const stack = OddStack.make({ card });
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  try {
    const client: Client = await stack.ready();
    const open = await times(5, async () => {
      const ready = stack.next('ready');
      const echoed = client.call('odd', 'echo', { data: new Uint8Array(1) });
      await ready;
      await echoed;
      const [session] = await client.sessions();
      await client.closeSession(session!.session);
    });
    const echo = (size: number): Promise<number> =>
      times(count, () => client.call('odd', 'echo', { data: new Uint8Array(size) }));
    const small = await echo(16);
    const large = await echo(256);
    const both = await times(count, () => client.call('odd', 'viaServer', { n: 1 }));
    const epoch = await times(5, async () => {
      const changed = stack.next('epoch', 'server'); // which is ready for the next one then
      await stack.admin('POST', '/api/epoch', { session: 'all' });
      await changed;
    });
    return [
      { what: `${name}: session, from the call to its answer`, figure: ms(open) },
      { what: `${name}: sealed call host–card–host, 16 B`, figure: ms(small) },
      { what: `${name}: sealed call host–card–host, 256 B`, figure: ms(large) },
      { what: `${name}: call that calls the server, which calls the card`, figure: ms(both) },
      { what: `${name}: change of epoch`, figure: ms(epoch) },
    ];
  } finally {
    await stack.end();
  }
}

export async function session(): Promise<Row[]> {
  const rows = await measure('virtual card', 'virtual:PICO_R1_3', 100);
  const binary = process.env.CPU6_ESPRUINO;
  if (!binary) return [...rows, { what: 'real interpreter', figure: 'skipped: no Espruino binary' }];
  return [...rows, ...(await measure('real interpreter', `espruino:${binary}`, 20))];
}
