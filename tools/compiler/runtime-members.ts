// Which members of records are the card's runtime's own, so that they can have short names: their names stand in flash and,
// beyond four characters, in memory.
//
// TypeScript knows of each spelled member what declares it. A name is the runtime's own if that is true of every place
// that spells it; one place of another kind (a native, JSON, a value of no known type) leaves all of them as they are.
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { runtimeName, words } from './passes/mangle.js';

/** Declared here, but spelled elsewhere too: the configuration's JSON, what the artifact itself makes, what natives throw. */
const foreign = new Set(['Config', 'Shared', 'Refusal']);

function programOf(folder: string): ts.Program {
  const file = join(folder, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  return ts.createProgram(fileNames, options);
}

/** Short names of the members that only the program around `entry` knows, by their own. */
export function ownMembers(entry: string): Map<string, string> {
  const folder = dirname(entry);
  const program = programOf(folder);
  const checker = program.getTypeChecker();
  const counts = new Map<string, number>();
  const taken = new Set<string>();

  function isOwn(symbol: ts.Symbol | undefined): boolean {
    const declarations = symbol?.declarations ?? [];
    return (
      declarations.length > 0 &&
      declarations.every((d) => {
        const source = d.getSourceFile();
        const inside = !source.isDeclarationFile && source.fileName.startsWith(`${folder}/`);
        // A type without a name says what is expected of something from elsewhere.
        return inside && ts.isInterfaceDeclaration(d.parent) && !foreign.has(d.parent.name.text);
      })
    );
  }
  /** What declares a member of a literal: the type that it is made for. */
  function expected(literal: ts.ObjectLiteralExpression, name: string): ts.Symbol | undefined {
    const type = checker.getContextualType(literal);
    return type && checker.getNonNullableType(type).getProperty(name);
  }
  function note(name: ts.Node, symbol: ts.Symbol | undefined): void {
    if (!ts.isIdentifier(name)) return;
    const { text } = name;
    if (isOwn(symbol) && !text.startsWith('$')) counts.set(text, (counts.get(text) ?? 0) + 1);
    else taken.add(text);
  }
  function visit(node: ts.Node): void {
    if (ts.isPropertyAccessExpression(node)) note(node.name, checker.getSymbolAtLocation(node.name));
    else if (ts.isObjectLiteralElement(node) && node.name && ts.isIdentifier(node.name))
      note(node.name, expected(node.parent as ts.ObjectLiteralExpression, node.name.text));
    else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name)) note(name, checker.getTypeAtLocation(node.parent).getProperty(name.text));
    }
    ts.forEachChild(node, visit);
  }
  for (const source of program.getSourceFiles())
    if (!source.isDeclarationFile && source.fileName.startsWith(`${folder}/`)) visit(source);

  const own = [...counts].filter(([name]) => !taken.has(name));
  own.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const out = new Map<string, string>();
  for (let n = 0; out.size < own.length; n++) {
    const short = runtimeName(n);
    if (!words.has(short) && !taken.has(short)) out.set(own[out.size]![0], short);
  }
  return out;
}
