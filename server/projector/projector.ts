// Makes epochs: draws one, fills the card's code from it, and cuts what must travel into messages.
import { encodeApplet, measure } from '../../protocol/applet/applet.js';
import type { ChannelCircuit } from '../../protocol/applet/capabilities.js';
import type { AppletHeader } from '../../protocol/applet/header.js';
import type { SuiteName } from '../../protocol/crypto/suites.js';
import type { CellShape } from '../../protocol/messages/cells.js';
import { channelMessages } from '../../protocol/messages/channel.js';
import { type Draw, draw } from './draw.js';
import { randomBytes } from './random.js';
import { loadTemplate, type Template } from './template.js';

/** One epoch, before it has keys. */
export interface Projection {
  readonly draw: Draw;
  /** Server's randomness of this epoch, 16 bytes. */
  readonly nS: Uint8Array;
  /** The channel code's canonical bytes (form: protocol/applet/applet.ts) and their measurement. */
  readonly channel: Uint8Array;
  readonly channelMeasurement: Uint8Array;
}

/** The applet of a process as it travels: canonical bytes and their measurement. */
export interface TravellingApplet {
  readonly bytes: Uint8Array;
  readonly measurement: Uint8Array;
}

/** The circuits of the card that a suite's code uses: all that the card then gives it. */
const circuits: Readonly<Record<SuiteName, readonly ChannelCircuit[]>> = {
  'aes-cbc-hmac': ['cbc', 'mac', 'same'],
  'aes-ccm': ['ccm'],
  'chacha20-poly1305': ['words', 'same'],
  'ascon-aead128': ['words', 'same'],
  'misty1-hmac': ['words', 'mac', 'same'],
};

// Channel code has no gate and no state: its header says which circuits it uses, and nothing else.
// In channel mode it also says the shape of the cells.
const channelHeader = (suite: SuiteName, cells: CellShape | undefined): AppletHeader =>
  ({
    name: 'channel',
    caps: circuits[suite],
    ...(cells ? { cells: [cells.size, cells.pace, cells.late, cells.quiet] } : {}),
  }) as unknown as AppletHeader;

export class Projector {
  readonly #templates = new Map<SuiteName, Template>();

  /** The code of a suite, with nothing drawn yet. */
  template(suite: SuiteName): Template {
    let template = this.#templates.get(suite);
    if (!template) {
      template = loadTemplate(suite);
      this.#templates.set(suite, template);
    }
    return template;
  }

  /** Draws an epoch in that suite and fills its code. */
  project(suite: SuiteName, cells?: CellShape): Projection {
    const d = draw(suite);
    const { code, table } = this.template(suite).fill(d);
    const channel = encodeApplet({ header: channelHeader(suite, cells), table, code });
    return { draw: d, nS: randomBytes(16), channel, channelMeasurement: measure(channel) };
  }
}

/**
 * The messages that carry a projection: `project`, then the channel code and, if `carry`, the applet in chunks of at
 * most `chunk` bytes.
 */
export function* travel(
  p: Projection,
  epoch: number,
  applet: TravellingApplet,
  carry: boolean,
  chunk: number,
): Generator<Uint8Array> {
  yield channelMessages.encode('project', {
    epoch,
    drawn: p.draw.label,
    nS: p.nS,
    channelSize: p.channel.length,
    appletSize: carry ? applet.bytes.length : 0,
    channel: p.channelMeasurement,
    applet: applet.measurement,
  });
  for (const bytes of carry ? [p.channel, applet.bytes] : [p.channel])
    for (let at = 0; at < bytes.length; at += chunk)
      yield channelMessages.encode('chunk', { body: bytes.subarray(at, at + chunk) });
}
