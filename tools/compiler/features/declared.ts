// Names of the library of ECMAScript as TypeScript declares it, edition by edition: what the tables here must not forget.
import ts from 'typescript';

/** Declared by the standard for browsers of old, or by none. */
const unwanted = /^(?:ActiveXObject|Enumerator|VBArray|WScript|SafeArray|VarDate|DataTransfer)/;

const membersOf = (checker: ts.TypeChecker, type: ts.Type): string[] =>
  checker
    .getPropertiesOfType(type)
    .map((p) => p.name)
    .filter((name) => !name.startsWith('__@') && name !== 'prototype');

/** `Array.from`, `Array.prototype.at`, `Math.abs`, `isNaN`, of the files `lib.NAME.d.ts`. */
export function declaredNames(libs: readonly string[]): ReadonlySet<string> {
  const options: ts.CompilerOptions = { lib: libs.map((name) => `lib.${name}.d.ts`), types: [], noEmit: true };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === 'empty.ts' ? ts.createSourceFile(name, 'export {}', rest[0]) : read(name, ...rest);
  const program = ts.createProgram(['empty.ts'], options, host);
  const checker = program.getTypeChecker();
  const at = program.getSourceFile('empty.ts')!;
  const names = new Set<string>();
  for (const symbol of checker.getSymbolsInScope(at, ts.SymbolFlags.Value)) {
    const { name } = symbol;
    if (unwanted.test(name) || /^(?:globalThis|undefined|arguments)$/.test(name)) continue;
    const type = checker.getTypeOfSymbolAtLocation(symbol, at);
    const made = type.getConstructSignatures();
    const proto = type.getProperty('prototype');
    if (!made.length && !proto && !type.getCallSignatures().length)
      for (const member of membersOf(checker, type)) names.add(`${name}.${member}`);
    else names.add(name);
    if (!made.length && !proto) continue;
    for (const member of membersOf(checker, type))
      if (!/^(?:length|name|apply|bind|call|toString|caller|arguments)$/.test(member)) names.add(`${name}.${member}`);
    const instance = proto ? checker.getTypeOfSymbolAtLocation(proto, at) : made[0]!.getReturnType();
    const shape = instance.flags & ts.TypeFlags.Any ? made[0]?.getReturnType() : instance;
    for (const member of shape ? membersOf(checker, shape) : [])
      if (!/^(?:\d+|constructor)$/.test(member)) names.add(`${name}.prototype.${member}`);
  }
  return names;
}
