// `cpu6 ports`: the serial ports of this computer, and why each is or is not a card.
import { asCpu6Error } from '../../protocol/errors/error.js';
import { localOptions, withHost } from './local.js';
import type { Verb } from './verb.js';

export const ports: Verb = {
  name: 'ports',
  summary: 'lists the serial ports of this computer, and why each is or is not a card',
  arity: [0, 0],
  options: {
    ...localOptions,
    probe: {
      type: 'string',
      multiple: true,
      value: 'PATH',
      help: 'ask this port too, whatever it is, also for the console of Espruino',
    },
  },
  examples: [
    ['cpu6 ports', 'greets only ports that boards alone show'],
    ['cpu6 ports --probe /dev/ttyUSB0', 'sends bytes to a device that may be anything: you know what it is'],
  ],
  async run({ values, out }) {
    const { survey } = await import('../ports/survey.js');
    const found = await survey({ probe: (values.probe as string[] | undefined) ?? [] });
    // A port that the daemon has open is asked through it.
    const held = await withHost(values, (client) => client.cards()).catch((error: unknown) => {
      if (asCpu6Error(error).code === 'DAEMON_UNREACHABLE') return [];
      throw error;
    });
    const rows = found.map((port) => {
      const card = held.find((c) => c.address === port.address || c.address.startsWith(`${port.address}@`));
      if (!card || port.kind !== 'taken') return port;
      const why = card.connected ? 'the host daemon of this user has it' : (card.problem?.message ?? port.why);
      const kind = card.connected ? ('card' as const) : port.kind;
      return {
        ...port,
        kind,
        why,
        ...(card.card ? { card: card.card } : {}),
        ...(card.board ? { board: card.board } : {}),
      };
    });
    out.object({ ports: rows });
    if (rows.length === 0) out.line('no serial ports');
    else
      out.table(
        ['port', 'usb', 'is', 'card', 'board', 'why'],
        rows.map((r) => [
          r.path,
          r.usb ?? '–',
          r.kind,
          r.card ?? '–',
          r.board ?? (r.boards.join(' or ') || '–'),
          r.why,
        ]),
      );
  },
};
