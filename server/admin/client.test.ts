import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { adminRequest } from './client.js';

/** Asks a server that answers this. */
async function ask(status: number, body: string): Promise<unknown> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return await adminRequest(url, 'token', 'GET', '/api/cards');
  } finally {
    server.close();
  }
}

test('an error of the server comes as that error', async () => {
  await expect(ask(404, '{"code":"CARD_UNKNOWN","facts":{}}')).rejects.toMatchObject({ code: 'CARD_UNKNOWN' });
});

test('what is no answer of a server of cpu6 is ADMIN_UNREACHABLE', async () => {
  for (const body of ['{"code":"toString"}', '{"code":"CARD_UNHEARD"}', '{}', 'busy'])
    await expect(ask(500, body)).rejects.toMatchObject({ code: 'ADMIN_UNREACHABLE' });
});
