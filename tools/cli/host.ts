// `cpu6 host`: runs the host daemon of this computer.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { HostDaemon } from '../../host/index.js';
import { shippedRuntime } from '../artifacts.js';
import { isVirtual, type RunningCard } from '../card/address.js';
import { printEvents } from './events.js';
import { hostState } from './paths.js';
import { askSecret, givenSecret, secretOptions } from './secret.js';
import { text, type Verb, whole } from './verb.js';
import { until } from './wait.js';

export const host: Verb = {
  name: 'host',
  summary: 'runs the host daemon: bridges cards to their servers, lets local programs in through the gate',
  arity: [0, 0],
  options: {
    card: {
      type: 'string',
      multiple: true,
      value: 'ADDRESS',
      help: 'auto, serial:PATH[@BAUD], tcp:HOST:PORT, virtual:BOARD or espruino:BINARY (default auto)',
    },
    state: {
      type: 'string',
      value: 'DIR',
      help: 'keys, audit log and local socket (default: the XDG state directory)',
    },
    port: {
      type: 'string',
      value: 'PORT',
      help: 'of the status page and the WebSocket API; 0 takes a free one',
      default: '4681',
    },
    policy: {
      type: 'string',
      value: 'FILE',
      help: 'who may do what (YAML); without it, programs of this user may call',
    },
    ...secretOptions('passphrase of the state'),
    record: {
      type: 'string',
      value: 'FILE',
      help: 'append everything that both wires carry, with times; see cpu6 replay',
    },
  },
  examples: [
    ['cpu6 host', 'finds the boards that are plugged in'],
    ['cpu6 host --card virtual:PICO_R1_3', 'starts a virtual card and uses it'],
    ['cpu6 host --card serial:/dev/ttyACM0 --policy policy.yaml', 'one board, with the rules of a file'],
  ],
  async run({ values, out, stop }) {
    const stateDir = path.resolve(text(values, 'state', hostState()));
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const { HostState } = await import('../../host/state/host-state.js');
    const passphrase =
      givenSecret(values, 'host') ??
      (HostState.isEncrypted(stateDir) ? await askSecret('passphrase of the state', stop) : undefined);
    const own: RunningCard[] = [];
    const addresses: string[] = [];
    let daemon: HostDaemon | undefined;
    try {
      for (const address of (values.card as string[] | undefined) ?? ['auto']) {
        if (!isVirtual(address)) addresses.push(address);
        else {
          const cardDir = path.join(stateDir, 'cards', address.replace(/[^A-Za-z0-9_.-]+/g, '_'));
          mkdirSync(cardDir, { recursive: true, mode: 0o700 });
          const { startCard } = await import('../card/start.js');
          const card = await startCard(address, { stateDir: cardDir, runtime: shippedRuntime().code });
          own.push(card);
          addresses.push(card.address);
        }
      }
      const { HostDaemon } = await import('../../host/index.js');
      daemon = new HostDaemon({
        stateDir,
        cards: addresses,
        ...(passphrase === undefined ? {} : { passphrase }),
        port: whole(values, 'port', 4681, 0, 65535, 'host'),
        policyFile: text(values, 'policy') || undefined,
        record: text(values, 'record') || undefined,
      });
      printEvents(daemon, out);
      await daemon.start();
      out.result(
        {
          type: 'listening',
          url: daemon.url,
          socket: daemon.socketPath,
          state: stateDir,
          controls: own.map((c) => c.control),
          pid: process.pid,
        },
        [
          `host daemon runs`,
          `  status page  ${daemon.url}`,
          `  local API    ${daemon.socketPath}`,
          ...own.map((c) => `  card button  cpu6 press ${c.control}`),
        ].join('\n'),
      );
      await until(stop);
    } finally {
      await daemon?.stop();
      for (const card of own) await card.stop();
    }
  },
};
