// The processes a server offers: reads what the compiler wrote, and checks that both halves belong together.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeApplet, measure } from '../protocol/applet/applet.js';
import type { AppletHeader, MethodEntry } from '../protocol/applet/header.js';
import { segmentsOf, splitSegments } from '../protocol/applet/segments.js';
import { isSuiteName, type SuiteName, suiteNames } from '../protocol/crypto/suites.js';
import { Cpu6Error } from '../protocol/errors/error.js';
import type { ProtectionMode } from '../protocol/messages/cells.js';
import type { CallContext, Method, ProcessStore } from '../protocol/process/index.js';
import { checkSigned, decodeSigned, type SignedApplet } from '../protocol/publisher/signed.js';
import { recordDescriptor } from '../protocol/schema/types.js';

/** A card half's methods as its server half calls them. */
export type CardCaller = Readonly<Record<string, (args?: unknown) => Promise<unknown>>>;
type Handlers = Readonly<Record<string, (args: unknown, context: CallContext) => unknown>>;
export type ServerHalf = (context: { readonly card: CardCaller; readonly store: ProcessStore }) => Handlers;

export interface LoadedProcess {
  readonly name: string;
  readonly header: AppletHeader;
  /** The applet's canonical bytes. */
  readonly bytes: Uint8Array;
  readonly measurement: Uint8Array;
  /** Its segments and their digests, if it is overlaid. */
  readonly segments: readonly Uint8Array[];
  readonly digests: readonly Uint8Array[];
  /** Its publisher's signature, if there is one beside it. */
  readonly signed: SignedApplet | undefined;
  readonly serverHalf: ServerHalf;
  /** Suites that its author insists on. */
  readonly suites?: readonly SuiteName[] | undefined;
  /** How its halves' messages are to be protected. */
  readonly mode?: ProtectionMode | undefined;
}

type Half = Pick<LoadedProcess, 'serverHalf' | 'suites' | 'mode'>;

const isSuiteList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string' && isSuiteName(name));

const processName = /^[a-z][a-z0-9-]{0,31}$/;

export class Processes {
  readonly #loaded = new Map<string, LoadedProcess>();
  constructor(
    private readonly directories: readonly string[],
    private readonly greatestApplet: number,
  ) {}

  /** Loads every process of the directories. A name that is there twice is taken from the first. */
  async loadAll(): Promise<void> {
    for (const directory of this.directories)
      for (const file of this.#files(directory)) {
        const name = file.slice(0, -'.applet'.length);
        if (!this.#loaded.has(name)) this.#loaded.set(name, await this.#load(name, directory));
      }
  }

  list(): LoadedProcess[] {
    return [...this.#loaded.values()];
  }
  /** Throws `PROCESS_UNKNOWN`. */
  get(name: string): LoadedProcess {
    const process = this.#loaded.get(name);
    if (!process) throw new Cpu6Error('PROCESS_UNKNOWN', { process: name });
    return process;
  }

  /** Reads a process anew (or for the first time). On failure the one before stays. */
  async reload(name: string): Promise<LoadedProcess> {
    for (const directory of this.directories)
      if (processName.test(name) && this.#files(directory).includes(`${name}.applet`)) {
        const process = await this.#load(name, directory);
        this.#loaded.set(name, process);
        return process;
      }
    throw new Cpu6Error('PROCESS_UNKNOWN', { process: name });
  }

  #files(directory: string): string[] {
    try {
      return readdirSync(directory)
        .filter((file) => file.endsWith('.applet'))
        .sort();
    } catch (cause) {
      throw new Cpu6Error('INPUT_FILE', { file: directory, why: (cause as Error).message }, { cause });
    }
  }

  async #load(name: string, directory: string): Promise<LoadedProcess> {
    const file = join(directory, `${name}.applet`);
    const bytes = Uint8Array.from(readFileSync(file));
    if (bytes.length > this.greatestApplet)
      throw new Cpu6Error('APPLET_TOO_BIG', { size: bytes.length, limit: this.greatestApplet });
    const { header } = decodeApplet(bytes);
    if (!processName.test(name) || header.name !== name)
      throw new Cpu6Error('INPUT_FILE', { file, why: 'the applet has another name than its file' });
    checkHeader(header, file);
    const signed = signatureBeside(file, bytes);
    const half = await this.#half(name, directory, header);
    const { digests } = segmentsOf(header);
    const segments = digests.length ? splitSegments(header, readBeside(join(directory, `${name}.segments`))) : [];
    return { name, header, bytes, measurement: measure(bytes), segments, digests, signed, ...half };
  }

  async #half(name: string, directory: string, header: AppletHeader): Promise<Half> {
    const file = resolve(directory, `${name}.server.mjs`);
    let text: Buffer;
    try {
      text = readFileSync(file);
    } catch {
      if (header.server.length === 0) return { serverHalf: () => ({}) };
      throw new Cpu6Error('INPUT_FILE', { file, why: 'it is missing, and the applet calls it' });
    }
    const module = await importText(text, file).catch((cause: unknown) => {
      throw new Cpu6Error(
        'INPUT_FILE',
        { file, why: cause instanceof Error ? cause.message : String(cause) },
        { cause },
      );
    });
    const process = (module as { default?: unknown }).default as
      | {
          name?: unknown;
          server?: unknown;
          suites?: unknown;
          mode?: unknown;
          calls?: { server?: Record<string, Method>; card?: Record<string, Method> };
        }
      | undefined;
    const fail = (why: string): never => {
      throw new Cpu6Error('INPUT_FILE', { file, why });
    };
    if (typeof process !== 'object' || process === null || process.name !== name)
      return fail('its default export is not this process');
    for (const side of ['server', 'card'] as const)
      if (JSON.stringify(entriesOf(process.calls?.[side])) !== JSON.stringify(header[side]))
        fail(`its "calls.${side}" are not those of the applet: build the process again`);
    const { suites, mode } = process;
    if (mode !== undefined && mode !== 'packet' && mode !== 'channel') fail('its "mode" is neither packet nor channel');
    if (suites !== undefined && !isSuiteList(suites)) fail(`its "suites" are not some of ${suiteNames.join(', ')}`);
    const insisted = suites as readonly SuiteName[] | undefined;
    const asked = mode as ProtectionMode | undefined;
    if (process.server === undefined && header.server.length === 0)
      return { serverHalf: () => ({}), suites: insisted, mode: asked };
    if (typeof process.server !== 'function') return fail('it has no server half');
    return { serverHalf: process.server as ServerHalf, suites: insisted, mode: asked };
  }
}

/** Throws `INPUT_FILE`. */
function readBeside(file: string): Uint8Array {
  try {
    return Uint8Array.from(readFileSync(file));
  } catch (cause) {
    throw new Cpu6Error('INPUT_FILE', { file, why: (cause as Error).message }, { cause });
  }
}

/** The signature of an applet file. Throws `SIGNATURE_MALFORMED`, `SIGNATURE_WRONG`: one that is there must be right. */
function signatureBeside(file: string, applet: Uint8Array): SignedApplet | undefined {
  const signature = `${file}.sig`;
  if (!existsSync(signature)) return undefined;
  const signed = decodeSigned(Uint8Array.from(readFileSync(signature)));
  checkSigned(applet, signed);
  return signed;
}

/**
 * Loads a built server half (one file, built-in modules its only imports) from its text and not from its path: a module
 * system keeps what it once loaded from a path, and here the file of a process changes while the server runs.
 */
async function importText(text: Buffer, file: string): Promise<unknown> {
  const named = Buffer.concat([text, Buffer.from(`\n//# sourceURL=${pathToFileURL(file).href}\n`, 'utf8')]);
  return import(`data:text/javascript;base64,${named.toString('base64')}`);
}

/** Declarations as they stand in an applet's header. */
const entriesOf = (methods: Record<string, Method> | undefined): MethodEntry[] =>
  Object.entries(methods ?? {}).map(([name, m]) => [
    name,
    m.in ? recordDescriptor(m.in) : 0,
    m.out ? recordDescriptor(m.out) : 0,
  ]);

function checkHeader(header: AppletHeader, file: string): void {
  const lists = [header.gate, header.server, header.card] as const;
  const isMethod = (m: unknown): boolean => Array.isArray(m) && m.length >= 3 && typeof m[0] === 'string';
  if (!lists.every((list) => Array.isArray(list) && list.every(isMethod)))
    throw new Cpu6Error('APPLET_MALFORMED', { why: `${file}: its header lists no methods` });
  if (header.gate.length + header.card.length > 256 || header.server.length > 256)
    throw new Cpu6Error('APPLET_MALFORMED', { why: `${file}: more than 256 methods` });
}
