import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { boardNamed, boards } from '../boards/index.js';
import { builtRuntime, virtualBench } from '../testing/bench.js';
import { SessionPeer } from '../testing/session-peer.js';
import { VirtualCard } from './card.js';
import { refusedSyntax } from './dialect.js';
import { serveVirtualCard } from './serve.js';
import { MemoryStorage } from './storage.js';

describe('the dialect of a virtual card', () => {
  const refused = [
    'function f(a=1){}',
    'function f(...a){}',
    'f(...a)',
    'var {a}=b',
    'a?.b',
    'a**b',
    'a??=b',
    'async function f(){}',
    'function* f(){}',
    'x:for(;;){break x}',
    '({[a]:1})',
    'switch(a){default:b();case 1:c()}',
    '10n',
    'import("x")',
    'class A{#x=1}',
    'tag`x`',
    'var a = ;',
  ];
  test.each(refused)('refuses %s', (code) => {
    expect(refusedSyntax(code)).not.toBe('');
  });
  test('takes what the interpreter reads', () => {
    expect(
      refusedSyntax(
        'class A extends B{m(){return super.m()}} let f=(a)=>a??1; for(const x of [1]){try{f(x)}catch(e){}} switch(f){case 1:break;default:}',
      ),
    ).toBe('');
  });

  /** Runs a program instead of the runtime and gives what it prints. */
  async function prints(program: string): Promise<string[]> {
    const storage = new MemoryStorage();
    const card = await VirtualCard.create({ board: boardNamed('PICO_R1_3'), runtime: '0', storage });
    const lines: string[] = [];
    card.on('print', (line) => lines.push(line));
    storage.write('.bootcde', Buffer.from(program));
    card.powerCycle();
    card.stop();
    return lines;
  }

  test('what the interpreter lacks is not there', async () => {
    expect(
      await prints(
        'print(typeof Map, typeof Symbol, typeof Proxy, typeof [].flat, typeof Promise.any, typeof "".at, typeof globalThis, typeof Math.imul)',
      ),
    ).toEqual([Array(8).fill('undefined').join(' ')]);
    expect((await prints('new Function("a", "return a?.b")'))[0]).toMatch(/\?\./);
    expect((await prints('new Function("a", "return a**2")'))[0]).toMatch(/\*\*/);
  });

  test('natives give what the board’s give', async () => {
    expect(
      await prints(`
      var h = function (x) { return E.toString(x).split("").map(function (c) { return (256 + c.charCodeAt(0)).toString(16).substr(1); }).join(""); };
      var c = require("crypto"), z = new Uint8Array(16), k = new Uint8Array(32);
      print(h(c.SHA256(["a", new Uint8Array([98]), 99])));
      print(h(c.AES.encrypt(["hello", new Uint8Array(11)], k, { iv: z, mode: "CBC" })));
      print(c.AES.decrypt("abc", k, { iv: z, mode: "CBC" }));
      print(E.CRC32("123456789"), E.toString([1, "\\0", new Uint8Array(1)]).length, process.memory().blocksize);
      `),
    ).toEqual([
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      expect.stringMatching(/^[0-9a-f]{32}$/),
      'ERROR: Invalid input length',
      'undefined',
      '3421780262 3 13',
    ]);
  });
});

describe('a virtual card', () => {
  test('a program that does not stop is ended as by a watchdog, and the card comes back', async () => {
    const storage = new MemoryStorage();
    const card = await VirtualCard.create({ board: boardNamed('PICO_R1_3'), runtime: '0', storage, timeLimit: 50 });
    const boot = Buffer.from('setTimeout(function () { for (;;); }, 0)');
    storage.write('.bootcde', boot);
    card.powerCycle();
    const watchdog = once(card, 'watchdog');
    await watchdog;
    storage.write('.bootcde', Buffer.from('0'));
    await once(card, 'boot');
    expect(card.running).toBe(true);
    card.stop();
  });

  test('input beyond the receive buffer is lost without a word', async () => {
    const storage = new MemoryStorage();
    const board = boardNamed('PICO_R1_3');
    const card = await VirtualCard.create({ board, runtime: '0', storage });
    storage.write(
      '.bootcde',
      Buffer.from('E.setConsole(null);var n=0,c=0;USB.on("data",function(d){n+=d.length;c++;print(n,c)})'),
    );
    const lines: string[] = [];
    card.on('print', (line) => lines.push(line));
    card.powerCycle();
    card.write(new Uint8Array(board.rx + 500));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(lines.at(-1)).toBe(`${board.rx} ${board.rx / 64}`);
    card.stop();
  });

  test('a board without the crypto that a session needs is refused', async () => {
    for (const board of boards) {
      const made = VirtualCard.create({ board, runtime: '0' });
      if (board.crypto.sha256 && (board.crypto.cbc || board.crypto.ccm)) (await made).stop();
      else await expect(made).rejects.toMatchObject({ code: 'CARD_CRYPTO' });
    }
  });

  test('its light blinks while it waits for the button', async () => {
    const bench = await virtualBench();
    const peer = new SessionPeer(bench.wire, bench.press);
    await peer.connect();
    const lit = once(bench.card, 'led');
    await Promise.all([lit, peer.enrol()]);
    expect(await lit).toEqual([true]);
    expect(bench.card.led).toBe(false);
    peer.close();
    await bench.stop();
  });
});

describe('a served card', () => {
  test('is reached by TCP, pressed by its control connection, and keeps its slots over a restart', async () => {
    const stateDir = mkdtempSync(path.join(tmpdir(), 'cpu6-card-'));
    const options = { board: boardNamed('PICO_R1_3'), stateDir, runtime: builtRuntime() };
    try {
      for (const round of [0, 1]) {
        const served = await serveVirtualCard(options);
        const [, host, port] = served.address.split(':');
        const line = connect(Number(port), host);
        const [controlHost, controlPort] = served.control.split(':');
        const control = connect(Number(controlPort), controlHost);
        const first = once(control, 'data');
        await Promise.all([once(line, 'connect'), once(control, 'connect')]);
        expect(String((await first)[0])).toBe('{"type":"led","on":false}\n');
        const peer = new SessionPeer({ write: (b) => line.write(b), onData: (f) => line.on('data', f) }, () =>
          control.write('nonsense\n{"press":true}\n'),
        );
        await peer.connect();
        expect(peer.description.slots).toHaveLength(round);
        if (round === 0) {
          const heard = once(control, 'data');
          await peer.enrol();
          expect(String((await heard)[0])).toContain('{"type":"led","on":true}');
        }
        // A second host is turned away.
        const second = connect(Number(port), host);
        await once(second, 'close');
        peer.close();
        line.destroy();
        control.destroy();
        await served.stop();
        await served.ended;
      }
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  });
});
