// `cpu6 doctor`: looks at everything between a local program and the server, and says how to mend what it finds.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { HostStatus } from '../../host/daemon.js';
import { asCpu6Error } from '../../protocol/errors/error.js';
import { udevRule } from '../../protocol/usb.js';
import { shippedRuntime } from '../artifacts.js';
import type { Finding, Status } from '../doctor/check.js';
import { localOptions, withHost } from './local.js';
import type { Colour } from './output.js';
import { hostState } from './paths.js';
import { flag, text, type Values, type Verb } from './verb.js';

const colours: Record<Status, Colour> = { ok: 'green', warning: 'yellow', failed: 'red', skipped: 'dim' };

export const doctor: Verb = {
  name: 'doctor',
  summary: 'checks computer, ports, cards, daemon and servers, and says how to mend what it finds',
  arity: [0, 0],
  options: {
    ...localOptions,
    probe: { type: 'string', multiple: true, value: 'PATH', help: 'ask this port too, whatever it is' },
    udev: { type: 'boolean', help: 'print the udev rule for the boards, and nothing else' },
  },
  examples: [
    ['cpu6 doctor', 'exit code 1 if something must be mended'],
    ['cpu6 doctor --udev | sudo tee /etc/udev/rules.d/70-cpu6.rules', 'lets the person at the computer use the boards'],
  ],
  async run({ values, out }) {
    if (flag(values, 'udev')) {
      if (out.json) out.object({ udev: udevRule() });
      else process.stdout.write(udevRule());
      return 0;
    }
    const findings: Finding[] = [];
    const tell = (found: Finding | readonly Finding[]): void => {
      for (const one of [found].flat() as Finding[]) {
        findings.push(one);
        out.object({ type: 'finding', ...one });
        out.line(`${out.paint(colours[one.status], one.status.padEnd(8))} ${one.check}: ${one.found}`);
        if (one.fix) out.line(`         ${out.paint('dim', one.fix)}`);
      }
    };
    const computer = await import('../doctor/computer.js');
    const { checkCards } = await import('../doctor/cards.js');
    const { checkServer } = await import('../doctor/servers.js');
    tell(computer.checkNode());
    tell(await computer.checkPortList());
    tell(computer.checkSocat());
    tell(computer.checkUdev());
    const { finding, status } = await daemonStatus(values);
    tell(finding);
    const runtime = Buffer.from(shippedRuntime().measurement).toString('hex');
    tell(await checkCards({ probe: (values.probe as string[] | undefined) ?? [], held: status?.cards ?? [], runtime }));
    const servers = status?.servers ?? keptServers(values);
    if (servers.length === 0)
      tell({ check: 'servers', status: 'skipped', found: 'this host is enrolled with none (`cpu6 enrol TICKET`)' });
    for (const server of servers) tell(await checkServer(server));
    const bad = findings.filter((f) => f.status === 'failed').length;
    const doubtful = findings.filter((f) => f.status === 'warning').length;
    out.result(
      { type: 'result', failed: bad, warnings: doubtful },
      `${findings.length} checks: ${bad} failed, ${doubtful} to look at`,
    );
    return bad > 0 ? 1 : 0;
  },
};

async function daemonStatus(values: Values): Promise<{ finding: Finding; status?: HostStatus }> {
  const check = 'host daemon';
  try {
    const status = await withHost(values, (client) => client.status());
    const sessions = status.sessions.length;
    const found = `runs as ${status.hostName}, ${status.cards.length} cards, ${sessions} sessions`;
    return { finding: { check, status: 'ok', found }, status };
  } catch (thrown) {
    const error = asCpu6Error(thrown).report();
    const status = error.code === 'DAEMON_UNREACHABLE' ? 'warning' : 'failed';
    return { finding: { check, status, found: error.message, fix: error.fix } };
  }
}

/** Without the daemon: the servers that its state names. */
function keptServers(values: Values): { name: string; url: string }[] {
  const file = path.join(path.resolve(text(values, 'state', hostState())), 'host.json');
  if (!existsSync(file)) return [];
  try {
    const { body } = JSON.parse(readFileSync(file, 'utf8')) as { body: { servers: Record<string, never> } };
    return Object.values(body.servers).map(({ name, url }) => ({ name, url }));
  } catch {
    return []; // the daemon says what is wrong with it when it starts
  }
}
