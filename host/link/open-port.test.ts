import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { SerialPortStream } from '@serialport/stream';
import { SerialPortMock } from 'serialport';
import { encodeFrame, FrameType } from '../../protocol/link/frame.js';
import { decodeHello, encodeWelcome } from '../../protocol/link/greeting.js';
import { FakeCard } from '../testing/fake-card.js';
import { parseAddress } from './address.js';
import { discover } from './discovery.js';
import { Link } from './link.js';
import { openError, openPort } from './open-port.js';
import { closePort } from './port.js';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test('addresses are read, and what is none is refused', () => {
  expect(parseAddress('auto')).toEqual({ scheme: 'auto' });
  expect(parseAddress('serial:/dev/ttyACM0')).toEqual({ scheme: 'serial', path: '/dev/ttyACM0', baud: 115_200 });
  expect(parseAddress('serial:COM3@921600')).toEqual({ scheme: 'serial', path: 'COM3', baud: 921_600 });
  expect(parseAddress('tcp:localhost:7000')).toEqual({ scheme: 'tcp', host: 'localhost', port: 7000 });
  expect(parseAddress('tcp:[::1]:7000')).toEqual({ scheme: 'tcp', host: '::1', port: 7000 });
  for (const bad of ['', 'usb:1', 'tcp:host', 'tcp:host:0', 'tcp:host:70000', 'serial:', 'virtual:PICO_R1_3'])
    expect(() => parseAddress(bad)).toThrow(expect.objectContaining({ code: 'CARD_ADDRESS' }));
});

test('a TCP card is a SerialPort stream that carries bytes both ways and closes like a port', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  const port = await openPort(`tcp:127.0.0.1:${(server.address() as { port: number }).port}`);
  expect(port).toBeInstanceOf(SerialPortStream);
  const sent = Buffer.from(Array.from({ length: 3000 }, (_, i) => i & 0xff));
  const echoed = new Promise<Buffer>((resolve) => {
    let got = Buffer.alloc(0);
    port.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length === sent.length) resolve(got);
    });
  });
  port.write(sent);
  expect((await echoed).equals(sent)).toBe(true);
  const closed = new Promise<{ disconnected?: boolean } | null>((resolve) => port.once('close', resolve));
  sockets[0]!.destroy();
  expect(await closed).toMatchObject({ disconnected: true });
  await closePort(port);
});

test('what cannot be opened is a coded error that says why', async () => {
  await expect(openPort('serial:/dev/there-is-no-such-port')).rejects.toMatchObject({ code: 'CARD_OPEN' });
  await expect(openPort('tcp:127.0.0.1:1')).rejects.toMatchObject({ code: 'CARD_OPEN' });
});

test('the link runs over a mock serial port', async () => {
  const path = '/dev/cpu6-mock';
  SerialPortMock.binding.createPort(path, { echo: false, record: true });
  undo.push(() => SerialPortMock.binding.reset());
  const open = async (): Promise<SerialPortMock> => {
    const port = new SerialPortMock({ path, baudRate: 115_200, autoOpen: false });
    await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    const { write } = port;
    // The board: answers the hello.
    port.write = ((data: Buffer) => {
      if (data[3] === FrameType.hello) {
        const { version, nonce } = decodeHello(data.subarray(6, -4))!;
        const limits = { window: 900, frame: 512, message: 4480 };
        const payload = encodeWelcome({ version, nonce, boot: 1, ...limits, resumed: false });
        port.port!.emitData(Buffer.from(encodeFrame({ type: FrameType.welcome, seq: 0, ack: 0, payload })));
      }
      return write.call(port, data);
    }) as typeof port.write;
    return port;
  };
  const link = new Link({ open, address: `serial:${path}` });
  undo.push(() => link.stop());
  const up = new Promise((resolve) => link.once('up', resolve));
  link.start();
  expect(await up).toEqual({ boot: 1, restarted: false });
});

test('a link to a card behind TCP comes up, and again after the card was unplugged', async () => {
  const card = new FakeCard();
  const address = await card.listen();
  undo.push(() => card.stop());
  const link = new Link({ open: () => openPort(address), address });
  undo.push(() => link.stop());
  link.start();
  await new Promise((resolve) => link.once('up', resolve));
  const events = (['down', 'up'] as const).map(
    (event) => new Promise<void>((resolve) => link.once(event, () => resolve())),
  );
  card.unplug();
  await Promise.all(events);
});

test('auto takes boards by their USB fingerprint and nothing else', async () => {
  const ports = [
    { path: '/dev/ttyACM0', vendorId: '0483', productId: '5740' },
    { path: '/dev/ttyACM1', vendorId: '303A', productId: '1001' },
    { path: '/dev/ttyACM2', vendorId: '046d', productId: 'c52b' },
    { path: '/dev/ttyS0' },
  ];
  expect(await discover(async () => ports)).toEqual({ addresses: ['serial:/dev/ttyACM0', 'serial:/dev/ttyACM1'] });
});

test('chips that sit in all kinds of equipment are left alone unless they are named', async () => {
  const ports = [{ path: '/dev/ttyUSB0', vendorId: '10c4', productId: 'ea60' }];
  expect(await discover(async () => ports)).toEqual({ addresses: [] });
});

test('a port without permission, one in use and one that is gone are three different errors', () => {
  const code = (message: string): string => openError('serial:/dev/x', new Error(message)).code;
  expect(code('Error: Permission denied, cannot open /dev/x')).toBe('CARD_PERMISSION');
  expect(code('Error Resource temporarily unavailable Cannot lock port')).toBe('CARD_TAKEN');
  expect(code('Error Device or resource busy Cannot open /dev/x')).toBe('CARD_TAKEN');
  expect(code('Error: No such file or directory, cannot open /dev/x')).toBe('CARD_OPEN');
});

test('a system on which ports cannot be listed is reported, not a crash', async () => {
  const list = async (): Promise<never> => {
    throw new Error('spawn udevadm ENOENT');
  };
  expect(await discover(list)).toEqual({ addresses: [], cannotList: 'spawn udevadm ENOENT' });
});
