// Secrets that people give to the command: at a prompt, from a file, from an open descriptor, from a command that asks the
// system's key store. Never as an argument: those stand in the list of processes and in the shell's history.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { type OptionSpec, text, type Values } from './verb.js';

/** Longest secret that is read, characters. */
const longest = 1024;

/** Options that give a passphrase; `what` says of what. */
export const secretOptions = (what: string, prefix = 'passphrase') =>
  ({
    [`${prefix}-file`]: { type: 'string', value: 'FILE', help: `read the ${what} from the first line of a file` },
    [`${prefix}-fd`]: { type: 'string', value: 'N', help: `read the ${what} from an open file descriptor` },
    [`${prefix}-command`]: {
      type: 'string',
      value: 'COMMAND',
      help: `read the ${what} from what a command prints, for example one that asks the system's key store`,
    },
  }) as Readonly<Record<string, OptionSpec>>;

const firstLine = (given: string): string => given.slice(0, longest + 1).split(/\r?\n/, 1)[0]!;

/** The secret that the options (or `CPU6_PASSPHRASE_FILE`) name, or `undefined` if they name none. Throws `INPUT_FILE`, `USAGE`. */
export function givenSecret(values: Values, verb: string, prefix = 'passphrase'): string | undefined {
  const file =
    text(values, `${prefix}-file`) || (prefix === 'passphrase' ? process.env.CPU6_PASSPHRASE_FILE : '') || '';
  const fd = text(values, `${prefix}-fd`);
  const command = text(values, `${prefix}-command`);
  if ([file, fd, command].filter(Boolean).length > 1)
    throw new Cpu6Error('USAGE', {
      what: `give one of --${prefix}-file, --${prefix}-fd and --${prefix}-command`,
      verb,
    });
  if (fd && !/^\d{1,4}$/.test(fd))
    throw new Cpu6Error('USAGE', { what: `--${prefix}-fd needs the number of an open descriptor`, verb });
  const from = (source: string, read: () => string): string => {
    let secret: string;
    try {
      secret = firstLine(read());
    } catch (error) {
      // The message of a failed command may quote what it printed.
      const { code, status } = error as NodeJS.ErrnoException & { status?: number };
      throw new Cpu6Error('INPUT_FILE', { file: source, why: String(code ?? `it ended with ${status ?? '?'}`) });
    }
    if (!secret || secret.length > longest)
      throw new Cpu6Error('INPUT_FILE', {
        file: source,
        why: `its first line is no secret of 1 to ${longest} characters`,
      });
    return secret;
  };
  if (file) return from(file, () => readFileSync(file, 'utf8'));
  if (fd) return from(`descriptor ${fd}`, () => readFileSync(Number(fd), 'utf8'));
  if (command)
    return from('the command', () =>
      execFileSync(command, { shell: true, encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'], timeout: 60_000 }),
    );
  return undefined;
}

/** Asks on the terminal without showing what is typed; `undefined` where there is no terminal, or for an empty line. */
export function askSecret(question: string, stop?: AbortSignal): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return Promise.resolve(undefined);
  stderr.write(`${question}: `);
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (): void => {
      stdin.setRawMode(false);
      stdin.off('data', onData);
      stdin.pause();
      stop?.removeEventListener('abort', onStop);
      stderr.write('\n');
    };
    const onStop = (): void => {
      end();
      reject(new Cpu6Error('STOPPED'));
    };
    const onData = (bytes: Buffer): void => {
      for (const c of bytes.toString('utf8')) {
        if (c === '\r' || c === '\n') {
          end();
          resolve(typed || undefined);
          return;
        }
        if (c === '\x03') {
          end();
          // As if the terminal had sent it: raw mode has not.
          process.kill(process.pid, 'SIGINT');
          reject(new Cpu6Error('STOPPED'));
          return;
        }
        if (c === '\x7f' || c === '\b') typed = [...typed].slice(0, -1).join('');
        else if (c >= ' ' && typed.length < longest) typed += c;
      }
    };
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on('data', onData);
    stop?.addEventListener('abort', onStop, { once: true });
  });
}

/** Asks twice, until both are the same; for a new secret. */
export async function askNewSecret(what: string, stop?: AbortSignal): Promise<string | undefined> {
  for (;;) {
    const first = await askSecret(`new ${what}`, stop);
    if (!first) return undefined;
    if ((await askSecret('once more', stop)) === first) return first;
    process.stderr.write('they differ\n');
  }
}
