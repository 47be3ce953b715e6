// `cpu6 press`: presses the button of a card that `cpu6 card` runs, or holds it while the card restarts.
import { connect } from 'node:net';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { flag, type Verb } from './verb.js';

export const press: Verb = {
  name: 'press',
  summary: 'presses the button of a card that `cpu6 card` runs',
  arguments: 'HOST:PORT',
  arity: [1, 1],
  options: {
    hold: { type: 'boolean', help: 'take its power away and give it back with the button held: it gives its console' },
    restart: { type: 'boolean', help: 'take its power away and give it back' },
  },
  examples: [
    ['cpu6 press 127.0.0.1:40123', 'the control address that `cpu6 card` printed'],
    ['cpu6 press 127.0.0.1:40123 --hold', 'then `cpu6 flash` or `cpu6 monitor` at its console'],
  ],
  async run({ positionals, values, out }) {
    const held = flag(values, 'hold');
    const command = held || flag(values, 'restart') ? { powerCycle: true, held } : { press: true };
    const address = positionals[0]!;
    const match = /^([^:]+):(\d+)$/.exec(address);
    if (!match) throw new Cpu6Error('USAGE', { what: `"${address}" is not of the form HOST:PORT`, verb: 'press' });
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(match[2]), match[1]!);
      socket.on('error', (error: NodeJS.ErrnoException) =>
        reject(new Cpu6Error('CARD_OPEN', { address, why: error.code ?? error.message })),
      );
      socket.end(`${JSON.stringify(command)}\n`, () => resolve());
    });
    out.result(
      { pressed: true, ...command },
      held ? 'restarted with its button held' : command.press ? 'pressed' : 'restarted',
    );
  },
};
