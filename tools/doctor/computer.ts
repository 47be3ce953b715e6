// The computer: Node, the serial port library, socat, the right to use serial ports.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { udevFile, udevReload, udevRule } from '../../protocol/usb.js';
import { type Finding, failed, ok, skipped, warning } from './check.js';

const oldestNode = [20, 19] as const;

export function checkNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const good = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return good
    ? ok('Node', version)
    : failed('Node', `${version}; cpu6 needs ${oldestNode.join('.')} or newer`, 'Install it from https://nodejs.org.');
}

export async function checkPortList(list: () => Promise<readonly unknown[]> = SerialPort.list): Promise<Finding> {
  try {
    const { length } = await list();
    return ok('serial ports', `${length} found`);
  } catch (error) {
    return warning(
      'serial ports',
      `they cannot be listed: ${(error as Error).message}`,
      'Install udev (udevadm); until then `auto` finds nothing, and ports are named: --card serial:PATH.',
    );
  }
}

/** Only cards that run on a native interpreter need it. */
export function checkSocat(run: (command: string) => boolean = runs): Finding {
  return run('socat')
    ? ok('socat', 'there (for native interpreters)')
    : warning('socat', 'not found', 'Only for `espruino:` cards: apt-get install socat.');
}

const runs = (command: string): boolean => spawnSync(command, ['-V'], { stdio: 'ignore' }).status === 0;

/** Is the rule installed that lets the person at the computer use the boards? */
export function checkUdev(platform: string = process.platform, file = udevFile): Finding {
  if (platform !== 'linux') return skipped('udev rule', `not needed on ${platform}`);
  const install = `cpu6 doctor --udev | sudo tee ${file} && ${udevReload}`;
  if (!existsSync(file))
    return warning('udev rule', `${file} is not there`, `If a board may not be opened: ${install}`);
  const rules = (text: string): string =>
    text
      .split('\n')
      .filter((line) => line.startsWith('SUBSYSTEM'))
      .join('\n');
  return rules(readFileSync(file, 'utf8')) === rules(udevRule())
    ? ok('udev rule', `${file} is current`)
    : warning('udev rule', `${file} is not that of this version`, install);
}
