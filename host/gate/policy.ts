// The holder's policy: who may call what, which servers may start processes. A file in YAML, read once.
//
//   local: allow                     # programs of the same user on the unix socket, or with the token: allow or refuse,
//                                    # or a list of processes and methods as below
//   origins:                         # web pages; none unless listed
//     https://shop.example:
//       checkout: [pay, quote]       # or: checkout: all
//   push:                            # servers (id, name or "any") that may start processes; none unless listed
//     shop: [checkout]               # or: shop: all
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Cpu6Error } from '../../protocol/errors/error.js';

/** `unix`: a program of the same user; `token`: a program that holds the token; else a web page. */
export type Caller =
  | { readonly kind: 'unix' }
  | { readonly kind: 'token' }
  | { readonly kind: 'web'; readonly origin: string };

/** The caller's name in events, audit log and idempotency keys. */
export const appOf = (caller: Caller): string => (caller.kind === 'web' ? caller.origin : 'local');

/** Process to its methods. */
type Grants = ReadonlyMap<string, 'all' | ReadonlySet<string>>;

export interface Policy {
  /** Throws `NOT_ALLOWED`. Without `method`: may the caller use the process at all? */
  checkCall(caller: Caller, process: string, method?: string): void;
  /** May this page connect at all? */
  allowsOrigin(origin: string): boolean;
  /** Throws `PUSH_REFUSED`. */
  checkPush(server: { readonly id: string; readonly name: string }, process: string): void;
}

interface Rules {
  readonly local: 'allow' | 'refuse' | Grants;
  readonly origins: ReadonlyMap<string, Grants>;
  readonly push: ReadonlyMap<string, 'all' | ReadonlySet<string>>;
}

const strict: Rules = { local: 'allow', origins: new Map(), push: new Map() };

/** Without a file: programs of the same user may call; web pages and pushes are refused. */
export const defaultPolicy = (): Policy => makePolicy(strict);

/** Throws `INPUT_FILE` and `CONFIG_INVALID`. */
export function readPolicy(file: string): Policy {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (error as NodeJS.ErrnoException).code ?? 'cannot be read' });
  }
  return parsePolicy(text, file);
}

/** `file`: for messages. Throws `CONFIG_INVALID`. */
export function parsePolicy(text: string, file: string): Policy {
  const fail = (why: string): never => {
    throw new Cpu6Error('CONFIG_INVALID', { file, why });
  };
  let raw: unknown;
  try {
    raw = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return fail(error instanceof Error ? error.message.split('\n')[0]! : 'not YAML');
  }
  const object = (value: unknown, where: string): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : fail(`${where} needs names and values`);
  const names = (value: unknown, where: string): 'all' | Set<string> =>
    value === 'all'
      ? 'all'
      : Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? new Set(value as string[])
        : fail(`${where} needs "all" or a list of names`);
  const grants = (value: unknown, where: string): Grants =>
    new Map(Object.entries(object(value, where)).map(([name, methods]) => [name, names(methods, `${where}.${name}`)]));

  if (raw === null) return defaultPolicy();
  const { local = 'allow', origins = {}, push = {}, ...others } = object(raw, 'the file');
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) fail(`there is no setting "${unknown}"`);
  return makePolicy({
    local: local === 'allow' || local === 'refuse' ? local : grants(local, 'local'),
    origins: new Map(
      Object.entries(object(origins, 'origins')).map(([origin, value]) => {
        const right = URL.canParse(origin) && new URL(origin).origin === origin;
        if (!right) fail(`"${origin}" is no origin (write it as https://host or https://host:port)`);
        return [origin, grants(value, `origins.${origin}`)];
      }),
    ),
    push: new Map(
      Object.entries(object(push, 'push')).map(([server, value]) => [server, names(value, `push.${server}`)]),
    ),
  });
}

function makePolicy(rules: Rules): Policy {
  const admits = (granted: Grants | undefined, process: string, method?: string): boolean => {
    const methods = granted?.get(process) ?? granted?.get('any');
    return methods !== undefined && (methods === 'all' || method === undefined || methods.has(method));
  };
  return {
    checkCall(caller, process, method) {
      const rule = caller.kind === 'web' ? rules.origins.get(caller.origin) : rules.local;
      const allowed = rule === 'allow' || (rule !== undefined && rule !== 'refuse' && admits(rule, process, method));
      const what = `${appOf(caller)} to use ${method === undefined ? process : `${process}.${method}`}`;
      if (!allowed) throw new Cpu6Error('NOT_ALLOWED', { what: what.slice(0, 200) });
    },
    allowsOrigin: (origin) => rules.origins.has(origin),
    checkPush(server, process) {
      const processes = rules.push.get(server.id) ?? rules.push.get(server.name) ?? rules.push.get('any');
      if (processes !== 'all' && !processes?.has(process)) throw new Cpu6Error('PUSH_REFUSED');
    },
  };
}
