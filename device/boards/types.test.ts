// The types of the Espruino API against the interpreter: what they declare for the native build is there, and nothing that is there is forgotten.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { boards } from './index.js';

const types = 'device/boards/types';
const recordFile = 'device/boards/api-2v29-linux.json';

interface Api {
  /** Names of the interpreter's global object. */
  readonly globals: readonly string[];
  /** Of each owner (an expression): the declared members that are there. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}

/** What the program of the recording finds instances of classes by; others have a global or a module of their name. */
const instances: Readonly<Record<string, string>> = {
  Pin: 'D0',
  Serial: 'Serial1',
  SPI: 'SPI1',
  I2C: 'I2C1',
  OneWire: 'new OneWire(D0)',
  Waveform: 'new Waveform(10)',
  Graphics: 'Graphics.createArrayBuffer(8,8,8)',
  StorageFile: "require('Storage').open('x','w')",
  File: "E.openFile('x','w')",
  Server: "require('net').createServer(function(){})",
  // It is to be connected: to itself.
  Socket:
    "(require('net').createServer(function(){}).listen(45678),require('net').connect({host:'127.0.0.1',port:45678}))",
  dgramSocket: "require('dgram').createSocket('udp4')",
  httpSrv: "require('http').createServer(function(){})",
  httpCRq: "require('http').request({host:'127.0.0.1',port:45678})",
  Object: '({})',
  Function: '(function(){})',
  String: "''",
  Date: '(new Date())',
  Math: 'Math',
};
/** Classes of which the recording makes no instance, and why. */
const untried: Readonly<Record<string, string>> = {
  httpSRq: 'made when a request arrives',
  httpSRs: 'made when a request arrives',
  httpCRs: 'made when an answer arrives',
  TFMicroInterpreter: 'needs a model',
};
/** Globals of the interpreter that the types leave out. */
const leftOut: Readonly<Record<string, string>> = {
  arguments: 'a name of the language inside functions',
  ArrayBufferView: 'no class of ECMAScript; the interface of that name is in its library',
  quit: 'of the native build only, to end its process',
};

interface Declared {
  readonly globals: Set<string>;
  /** Members by the expression of their owner. */
  readonly members: Map<string, Set<string>>;
  /** Names of ECMAScript's library. */
  readonly language: Set<string>;
}

function program(board: string): ts.Program {
  return ts.createProgram([join(types, `${board}.d.ts`)], {
    lib: ['lib.es2023.d.ts'],
    types: [],
    strict: true,
    noEmit: true,
  });
}

/** `EspruinoE` → `E`, `StorageModule` → `require('Storage')`, `GraphicsConstructor` → `Graphics`, `Serial` → `Serial1`. */
function ownerOf(
  name: string,
  modules: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, string>,
): string | undefined {
  return modules.get(name) ?? values.get(name) ?? instances[name];
}

function declared(board: string): Declared {
  const all = program(board);
  const own: ts.SourceFile[] = [];
  const language = new Set(['globalThis']);
  for (const file of all.getSourceFiles())
    if (file.fileName.includes(types)) own.push(file);
    else
      for (const s of file.statements) {
        if (ts.isVariableStatement(s))
          for (const d of s.declarationList.declarations) language.add(d.name.getText(file));
        if (ts.isFunctionDeclaration(s) && s.name) language.add(s.name.text);
      }
  const globals = new Set<string>();
  const values = new Map<string, string>();
  const modules = new Map<string, string>();
  const interfaces: (readonly [string, string])[] = [];
  for (const file of own)
    for (const s of file.statements) {
      if (ts.isFunctionDeclaration(s)) globals.add(s.name!.text);
      if (ts.isVariableStatement(s))
        for (const d of s.declarationList.declarations) {
          const name = d.name.getText(file);
          globals.add(name);
          const type = d.type!.getText(file);
          if (/^Espruino|Constructor$/.test(type)) values.set(type, name);
        }
      if (!ts.isInterfaceDeclaration(s)) continue;
      for (const m of s.members) {
        const name = m.name && (ts.isIdentifier(m.name) || ts.isStringLiteral(m.name)) ? m.name.text : undefined;
        // A member with a question mark is there sometimes.
        if (name === undefined || name === 'on' || (m as ts.PropertySignature).questionToken) continue;
        if (s.name.text === 'EspruinoBuiltInModules')
          modules.set((m as ts.PropertySignature).type!.getText(file), `require('${name}')`);
        interfaces.push([s.name.text, name]);
      }
    }
  const members = new Map<string, Set<string>>();
  for (const [name, member] of interfaces) {
    const owner = ownerOf(name, modules, values);
    if (owner === undefined || untried[name]) continue;
    members.set(owner, (members.get(owner) ?? new Set()).add(member));
  }
  return { globals, members, language };
}

/** Asks the interpreter for its globals, and for each declared member. */
function ask(binary: string, { members }: Declared): Api {
  const lines = [`print("@@"+JSON.stringify(Object.getOwnPropertyNames(global)));`];
  for (const [owner, names] of members)
    lines.push(
      `print("@@"+JSON.stringify([${JSON.stringify(owner)},(function(o){return ${JSON.stringify([...names].sort())}.filter(function(n){return o[n]!==undefined||n in o})})(${owner})]));`,
    );
  // The socket keeps it running: it is ended from outside.
  const dir = mkdtempSync(join(tmpdir(), 'cpu6-api-'));
  try {
    writeFileSync(join(dir, 'ask.js'), lines.join('\n'));
    const text = spawnSync(binary, ['ask.js'], { cwd: dir, encoding: 'latin1', timeout: 5_000 }).stdout;
    const answers = text
      .split('\n')
      .flatMap((l) => (l.includes('@@') ? [JSON.parse(l.slice(l.indexOf('@@') + 2))] : []));
    const [globals, ...rest] = answers as [string[], ...[string, string[]][]];
    return { globals: globals.sort(), members: Object.fromEntries(rest) };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const recorded = (): Api => JSON.parse(readFileSync(recordFile, 'utf8')) as Api;

test('every name declared for the native build is on the interpreter', () => {
  const { globals, members } = declared('LINUX');
  const real = recorded();
  const there = new Set(real.globals);
  expect([...globals].filter((g) => !there.has(g))).toEqual([]);
  for (const [owner, names] of members)
    expect([owner, [...names].filter((n) => !real.members[owner]?.includes(n))]).toEqual([owner, []]);
  expect(members.size).toBeGreaterThan(30);
});

test('every global of the interpreter is declared, or left out with a reason', () => {
  const { globals, language } = declared('LINUX');
  const missing = recorded().globals.filter((g) => !globals.has(g) && !language.has(g) && !leftOut[g]);
  expect(missing).toEqual([]);
  expect(Object.keys(leftOut).filter((g) => globals.has(g))).toEqual([]);
});

test('every board has types, and they are sound', () => {
  const files = readdirSync(types).filter((f) => f.endsWith('.d.ts'));
  for (const { name } of boards) expect(files).toContain(`${name}.d.ts`);
  for (const name of ['index', 'LINUX', 'PUCKJS', 'ESP8266_4MB']) {
    const all = program(name);
    const found = ts
      .getPreEmitDiagnostics(all)
      .map((d) => `${d.file?.fileName}: ${ts.flattenDiagnosticMessageText(d.messageText, ' ')}`);
    expect(found).toEqual([]);
  }
});

const binary = process.env.CPU6_ESPRUINO;
/** The record is of the 64-bit build; the 32-bit ones have the heap of a board, and lack Unicode and some of its members. */
const isRecordedBuild = (): boolean =>
  /@@true/.test(
    spawnSync(binary!, ['-e', 'print("@@"+("\\u20ac".charCodeAt(0)===0x20ac));quit()'], {
      cwd: tmpdir(),
      encoding: 'latin1',
      input: '',
      timeout: 5_000,
    }).stdout,
  );
const asked = binary !== undefined && isRecordedBuild();
(asked ? test : test.skip)(
  asked || !binary
    ? 'the record is what the interpreter says (CPU6_ESPRUINO names it; CPU6_RECORD=1 writes it)'
    : 'the record is what the interpreter says (skipped: it is of the build with Unicode, CPU6_ESPRUINO names another)',
  () => {
    const now = ask(binary!, declared('LINUX'));
    if (process.env.CPU6_RECORD) writeFileSync(recordFile, `${JSON.stringify(now, null, 1)}\n`);
    expect(now).toEqual(recorded());
  },
);
