// What is plugged in, and why it is or is not a card. Ports that only boards show are greeted; a device that may be anything
// gets no byte unless it was named.
import { accessSync, constants } from 'node:fs';
import { SerialPort } from 'serialport';
import { boardsBehind } from '../../device/boards/index.js';
import type { FoundPort } from '../../host/link/discovery.js';
import { openPort } from '../../host/link/open-port.js';
import { type CardPort, closePort } from '../../host/link/port.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { hex } from '../../protocol/session/ids.js';
import { recogniseUsb, type UsbSerial, usbSerials } from '../../protocol/usb.js';
import { greet } from '../flash/greet.js';
import { PacketConsole } from '../flash/packet-console.js';
import { type Holder, holderOf } from './holder.js';

/** `card`: it runs the runtime. `console`: Espruino without it. `other`: something answers that is neither. */
export type PortKind = 'card' | 'console' | 'other' | 'silent' | 'not asked' | 'taken' | 'no permission' | 'no device';

export interface SurveyedPort {
  readonly path: string;
  readonly address: string;
  readonly usb?: string;
  /** What its USB ids say. */
  readonly what?: string;
  /** Boards that show this port. */
  readonly boards: readonly string[];
  readonly kind: PortKind;
  /** Why it is of that kind, and what to do. */
  readonly why: string;
  readonly card?: string;
  readonly board?: string;
  readonly runtime?: string;
  readonly espruino?: string;
  readonly holder?: Holder;
}

export interface SurveyOptions {
  /** Paths that are asked whatever they are, also for a console. */
  readonly probe?: readonly string[];
  readonly list?: () => Promise<readonly FoundPort[]>;
  readonly open?: (address: string) => Promise<CardPort>;
  readonly holder?: (path: string) => Holder | undefined;
  /** A card answers a hello within this, ms; a console an enquiry. Default 1,500. */
  readonly patience?: number;
}

type Verdict = Omit<SurveyedPort, 'path' | 'address' | 'usb' | 'what' | 'boards'>;

const usualPatience = 1500;

/** Rejects with `ENVIRONMENT` where the system cannot list its ports and none is named. */
export async function survey(options: SurveyOptions = {}): Promise<SurveyedPort[]> {
  const { probe = [], list = SerialPort.list } = options;
  let found: readonly FoundPort[];
  try {
    found = await list();
  } catch (error) {
    // For example: no udevadm in a container.
    const why = (error as Error).message;
    if (probe.length === 0)
      throw new Cpu6Error('ENVIRONMENT', {
        what: `a way to list serial ports (${why})`,
        how: 'Install udev, or name a port: --probe PATH, --card serial:PATH.',
      });
    found = [];
  }
  const named = probe.filter((path) => !found.some((port) => port.path === path)).map((path) => ({ path }));
  return Promise.all([...found, ...named].map((port) => surveyPort(port, options)));
}

async function surveyPort(port: FoundPort, options: SurveyOptions): Promise<SurveyedPort> {
  const { path } = port;
  const address = `serial:${path}`;
  const name = recogniseUsb(port.vendorId, port.productId);
  const usb: UsbSerial | undefined = name && usbSerials[name];
  const asked = options.probe?.includes(path) ?? false;
  const facts = {
    path,
    address,
    ...(port.vendorId ? { usb: `${port.vendorId}:${port.productId ?? '?'}`.toLowerCase() } : {}),
    ...(usb ? { what: usb.what } : {}),
    boards: name ? boardsBehind(name).map((b) => b.name) : [],
  };
  if (!asked && !usb) return { ...facts, kind: 'not asked', why: 'no board that cpu6 knows shows this port' };
  if (!asked && usb?.shared)
    return {
      ...facts,
      kind: 'not asked',
      why: `it may be anything; \`cpu6 ports --probe ${path}\` asks it, serial:${path} uses it`,
    };
  return { ...facts, ...(await ask(address, path, asked, options)) };
}

async function ask(address: string, path: string, thoroughly: boolean, options: SurveyOptions): Promise<Verdict> {
  let port: CardPort;
  try {
    port = await (options.open ?? openPort)(address);
  } catch (error) {
    return notOpened(error, path, options.holder ?? holderOf);
  }
  const { patience = usualPatience } = options;
  try {
    const answer = await greet(port, patience, async ({ description }) => description);
    if ('card' in answer) {
      const { cardId, board, runtime } = answer.card;
      return { kind: 'card', why: 'it says hello', card: hex(cardId), board, runtime: hex(runtime) };
    }
    if (thoroughly) return await askConsole(port, address, patience);
    return answer.heard
      ? { kind: 'other', why: `it answers, but not as a card; if it is Espruino, \`cpu6 flash --card ${address}\`` }
      : { kind: 'silent', why: `no answer to a hello; \`cpu6 ports --probe ${path}\` also asks for a console` };
  } catch (error) {
    return { kind: 'silent', why: (error as Error).message };
  } finally {
    await closePort(port);
  }
}

async function askConsole(port: CardPort, address: string, patience: number): Promise<Verdict> {
  const console = new PacketConsole(port, address);
  try {
    const { version, board } = await console.attach(patience);
    const why = `Espruino without the runtime: \`cpu6 flash --card ${address}\` makes it a card`;
    return { kind: 'console', why, espruino: version, board };
  } catch {
    return { kind: 'silent', why: 'neither a card nor a console of Espruino 2v25 or newer answers' };
  } finally {
    console.release();
  }
}

function notOpened(error: unknown, path: string, holder: (path: string) => Holder | undefined): Verdict {
  const code = error instanceof Cpu6Error ? error.code : 'INTERNAL';
  if (code === 'CARD_TAKEN') {
    const by = holder(path);
    return {
      kind: 'taken',
      why: by ? `${by.command} (process ${by.pid}) has it open` : 'another program has it open',
      ...(by ? { holder: by } : {}),
    };
  }
  if (code === 'CARD_PERMISSION') return { kind: 'no permission', why: (error as Cpu6Error).report().fix };
  return { kind: 'no device', why: (error as Error).message };
}

/** May this user read and write the device? */
export function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
