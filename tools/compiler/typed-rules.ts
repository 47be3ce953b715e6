// Refusals that need types: where the card's interpreter does something else than ECMAScript for values of some type.
//
// They look at the author's own tree, before anything is compiled, and only inside the part that goes to the card.
import ts from 'typescript';
import { members, methods } from '../../protocol/subset/table.js';
import { advice } from './confine/names.js';
import { type Diagnostic, explain, type RefusalCode } from './diagnostics.js';

type Kind = 'list' | 'bytes' | 'text' | 'number' | 'other';

function kindOf(checker: ts.TypeChecker, node: ts.Node): Kind {
  const type = checker.getTypeAtLocation(node);
  const one = (t: ts.Type): Kind => {
    if (t.flags & ts.TypeFlags.StringLike) return 'text';
    if (t.flags & ts.TypeFlags.NumberLike) return 'number';
    if (checker.isArrayType(t) || checker.isTupleType(t)) return 'list';
    return /^Uint8Array\b/.test(t.getSymbol()?.getName() ?? '') ? 'bytes' : 'other';
  };
  const kinds = new Set((type.isUnion() ? type.types : [type]).map(one));
  return kinds.size === 1 ? [...kinds][0]! : 'other';
}

const isAny = (checker: ts.TypeChecker, node: ts.Node): boolean =>
  (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0;

/** Bytes: what the interpreter answers as a plain list, or compares by content. */
const bytesMethods: Record<string, string> = {
  slice: 'Use new Uint8Array(x.subarray(from, to)).',
  filter: 'Use a loop.',
  concat: 'Make a Uint8Array of the sum of the lengths, and set both.',
  indexOf: 'Use a loop.',
  includes: 'Use a loop.',
};

/** Does a method of that name belong to the author's records? */
function isOwnMethod(checker: ts.TypeChecker, name: ts.MemberName): boolean {
  const declared = checker.getSymbolAtLocation(name)?.declarations ?? [];
  return declared.some((d) => {
    if (d.getSourceFile().isDeclarationFile || isDispatched(d)) return false;
    const at = ts.isPropertyAssignment(d) ? d.initializer : d;
    return checker.getTypeAtLocation(at).getCallSignatures().length > 0;
  });
}

/** Is it declared as a method of a class, or of a literal where it uses `this`? Such methods are found at run time. */
const isDispatched = (d: ts.Declaration): boolean =>
  ts.isMethodDeclaration(d) && (ts.isClassLike(d.parent) || usesThis(d));

function usesThis(node: ts.Node): boolean {
  let found = false;
  const visit = (n: ts.Node): void => {
    if (n.kind === ts.SyntaxKind.ThisKeyword) found = true;
    if (!found && !ts.isFunctionDeclaration(n) && !ts.isFunctionExpression(n) && !ts.isClassLike(n))
      ts.forEachChild(n, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

/** Can it be gone through as the program's own iterators can? */
function isIterable(checker: ts.TypeChecker, node: ts.Node): boolean {
  const type = checker.getTypeAtLocation(node);
  return (type.isUnion() ? type.types : [type]).every((t) =>
    checker.getPropertiesOfType(t).some((p) => p.name.startsWith('__@iterator')),
  );
}

/** Is it a member of one of the language's own values? */
const isLibrary = (checker: ts.TypeChecker, name: ts.Identifier | ts.MemberName): boolean =>
  (checker.getSymbolAtLocation(name)?.declarations ?? []).some((d) =>
    /\/lib\.[^/]*\.d\.ts$/.test(d.getSourceFile().fileName),
  );

const builtIn = new Set<string>(methods);
/** What library values have in confined code. */
const known = new Set<string>([...methods, ...members]);

/** Members of which the written form alone does not tell whether they are the author's or built in. */
function* memberFindings(checker: ts.TypeChecker, node: ts.PropertyAccessExpression): Generator<Finding> {
  const { name, parent } = node;
  const called = ts.isCallExpression(parent) && parent.expression === node;
  const facts = { name: name.text };
  if (builtIn.has(name.text)) {
    if (called && isOwnMethod(checker, name)) yield { node: name, code: 'C6130', facts };
    if (!called && isLibrary(checker, name)) yield { node: name, code: 'C6134', facts };
  }
  const declared = checker.getSymbolAtLocation(name)?.declarations ?? [];
  if (!called && declared.some((d) => isDispatched(d))) yield { node: name, code: 'C6151', facts };
  // `Object.keys`: the global itself is refused.
  const isGlobal = ts.isIdentifier(node.expression) && isLibrary(checker, node.expression);
  if (called && !isGlobal && Object.hasOwn(advice, name.text) && isLibrary(checker, name))
    yield {
      node: name,
      code: 'C6125',
      facts: { ...facts, why: 'confined code does not have it', instead: advice[name.text]! },
    };
  const type = checker.getTypeAtLocation(node.expression).getSymbol();
  const native = type?.declarations?.every((d) => d.getSourceFile().isDeclarationFile) && isLibrary(checker, name);
  if (!called && !isGlobal && native && !known.has(name.text))
    yield {
      node: name,
      code: 'C6125',
      facts: {
        ...facts,
        why: 'confined code does not have it',
        instead: Object.hasOwn(advice, name.text) ? advice[name.text]! : 'Do without it.',
      },
    };
  const set =
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  if (set && name.text === 'message' && isLibrary(checker, name)) yield { node: name, code: 'C6133', facts };
}

interface Finding {
  readonly node: ts.Node;
  readonly code: RefusalCode;
  readonly facts?: Record<string, string>;
}

function* findings(checker: ts.TypeChecker, node: ts.Node): Generator<Finding> {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression;
    const kind = kindOf(checker, expression);
    if (kind === 'bytes' && Object.hasOwn(bytesMethods, name.text))
      yield {
        node: name,
        code: 'C6125',
        facts: {
          name: name.text,
          why: 'on bytes the card answers something else',
          instead: bytesMethods[name.text]!,
        },
      };
    if (kind === 'text' && name.text === 'split' && node.arguments.length > 1)
      yield {
        node: name,
        code: 'C6125',
        facts: { name: 'split', why: 'the card does not heed its limit', instead: 'Split and take a slice.' },
      };
  }
  if (ts.isPropertyAccessExpression(node)) yield* memberFindings(checker, node);
  if (ts.isElementAccessExpression(node)) {
    const { argumentExpression: index } = node;
    if (kindOf(checker, index) !== 'number' && !ts.isStringLiteralLike(index) && !isAny(checker, index))
      yield { node: index, code: 'C6124' };
  }
  if (
    ts.isBinaryExpression(node) &&
    [
      ts.SyntaxKind.EqualsEqualsToken,
      ts.SyntaxKind.EqualsEqualsEqualsToken,
      ts.SyntaxKind.ExclamationEqualsToken,
      ts.SyntaxKind.ExclamationEqualsEqualsToken,
    ].includes(node.operatorToken.kind) &&
    kindOf(checker, node.left) === 'bytes' &&
    kindOf(checker, node.right) === 'bytes'
  )
    yield { node: node.operatorToken, code: 'C6144' };
  if (ts.isSpreadElement(node)) {
    const kind = kindOf(checker, node.expression);
    if (
      kind !== 'list' &&
      !isAny(checker, node.expression) &&
      (kind !== 'other' || !isIterable(checker, node.expression))
    )
      yield {
        node,
        code: 'C6136',
        facts: { why: 'only lists can be spread on the card', instead: 'Make a list of it with a loop.' },
      };
  }
}

/** Findings below `root` and in what it uses of the same program's own files. */
function collect(checker: ts.TypeChecker, root: ts.Node, file: string): Diagnostic[] {
  const out: Diagnostic[] = [];
  const seen = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (seen.has(node) || ts.isTypeNode(node)) return;
    seen.add(node);
    for (const { node: at, code, facts } of findings(checker, node)) {
      const source = at.getSourceFile();
      const place = source.getLineAndCharacterOfPosition(at.getStart(source));
      out.push({
        code,
        file: source.fileName || file,
        line: place.line + 1,
        column: place.character + 1,
        message: explain(code, facts),
      });
    }
    if (ts.isIdentifier(node)) {
      let symbol = checker.getSymbolAtLocation(node);
      if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
      for (const d of symbol?.declarations ?? [])
        if (
          !d.getSourceFile().isDeclarationFile &&
          (ts.isFunctionDeclaration(d) || ts.isVariableDeclaration(d) || ts.isClassDeclaration(d))
        )
          visit(d);
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return out;
}

/** The card half in a process file: the `card` member of the record handed to `defineProcess`. */
function cardHalf(source: ts.SourceFile): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [record] = node.arguments;
      if (record && ts.isObjectLiteralExpression(record)) {
        const names = record.properties.map((p) => (p.name && ts.isIdentifier(p.name) ? p.name.text : ''));
        if (names.includes('gate') && names.includes('card')) found ??= record.properties[names.indexOf('card')];
      }
    }
    if (!found) ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Applies the rules to the card half of `file`. */
export function typedRules(program: ts.Program, file: string): Diagnostic[] {
  const source = program.getSourceFile(file);
  const half = source && cardHalf(source);
  return half ? collect(program.getTypeChecker(), half, file) : [];
}
