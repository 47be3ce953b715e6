// Prints the lowered tree as text that Espruino reads as it is meant, with the places it came from.
//
// Espruino's lexer decides between division and regular expression by the token before the slash, and ends no
// statement at a newline. Parentheses are put where it would go astray. Anything that no pass should have left is a defect.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { t } from './babel.js';
import { astray, binaryLevel, danglesIf, integerText, leading, level, levelOf, open, quote } from './print-forms.js';

/** `[offset in output, line of input, column of input, name there if it was another]` */
export type Mapping = readonly [number, number, number, string?];

export interface PrintOptions {
  /** Operators that meet are kept apart, as the verifier reads one operator per run of characters. */
  readonly spaced?: boolean;
  /** Each statement on a line of its own, indented. Otherwise the output is one line. */
  readonly lines?: boolean;
}

const operatorCharacters = '!%&*+-/<=>?^|~';
const wordEnd = /[\w$]$/;
const wordStart = /^[\w$]/;
class Printer {
  readonly parts: string[] = [];
  readonly mappings: Mapping[] = [];
  column = 0;
  last = '';
  idle = false;
  depth = 0;
  /** Heads of statements without a brace between them. */
  heads = 0;
  constructor(readonly options: PrintOptions = {}) {}

  put(text: string): void {
    // A statement in the body of another ends with a semicolon; before a brace it may go.
    if (text === '}' && this.idle) this.parts.splice(this.parts.length - 1, 1, '');
    if (text === '}' && this.idle) this.column--;
    this.idle = false;
    if (
      (wordEnd.test(this.last) && wordStart.test(text)) ||
      ((this.last === '+' || this.last === '-') && text[0] === this.last) ||
      (this.options.spaced &&
        this.last &&
        operatorCharacters.includes(this.last) &&
        operatorCharacters.includes(text[0]!))
    )
      this.raw(' ');
    this.raw(text);
  }
  raw(text: string): void {
    this.parts.push(text);
    this.column += text.length;
    this.last = text[text.length - 1] ?? this.last;
  }
  mark(node: t.Node): void {
    if (!node.loc) return;
    const { line, column } = node.loc.start;
    const was = t.isIdentifier(node) ? node.loc.identifierName : undefined;
    this.mappings.push(
      was && was !== (node as t.Identifier).name ? [this.column, line, column, was] : [this.column, line, column],
    );
  }

  expression(node: t.Node, least: number) {
    const own = levelOf(node);
    if (own < least) {
      this.put('(');
      this.bare(node);
      this.put(')');
    } else this.bare(node);
  }

  bare(node: t.Node) {
    switch (node.type) {
      case 'Identifier':
        this.mark(node);
        return this.put(node.name);
      case 'NumericLiteral':
        return this.put(integerText(node.value));
      case 'StringLiteral':
        return this.put(quote(node.value));
      case 'BooleanLiteral':
        return this.put(String(node.value));
      case 'NullLiteral':
        return this.put('null');
      case 'ThisExpression':
        return this.put('this');
      case 'ArrayExpression':
        this.put('[');
        this.list(node.elements.map((e) => e ?? t.unaryExpression('void', t.numericLiteral(0))));
        return this.put(']');
      case 'ObjectExpression':
        this.put('{');
        for (const [i, p] of node.properties.entries()) {
          if (i) this.put(',');
          this.property(p);
        }
        return this.put('}');
      case 'FunctionExpression':
        return this.function(node);
      case 'ArrowFunctionExpression':
        return this.arrow(node);
      case 'UnaryExpression':
        this.put(node.operator);
        return this.expression(node.argument, level.unary);
      case 'UpdateExpression':
        if (node.prefix) {
          this.put(node.operator);
          return this.expression(node.argument, level.unary);
        }
        this.expression(node.argument, level.call);
        return this.put(node.operator);
      case 'BinaryExpression':
      case 'LogicalExpression':
        return this.binary(node);
      case 'AssignmentExpression':
        this.expression(node.left, level.call);
        this.put(node.operator);
        return this.expression(node.right, level.assignment);
      case 'ConditionalExpression':
        this.expression(node.test, level.binary);
        this.put('?');
        this.expression(node.consequent, level.assignment);
        this.put(':');
        return this.expression(node.alternate, level.assignment);
      case 'CallExpression':
        this.mark(node);
        this.expression(node.callee, level.call);
        return this.args(node.arguments);
      case 'NewExpression':
        this.mark(node);
        this.put('new');
        if (t.isIdentifier(node.callee)) this.put(node.callee.name);
        else {
          this.put('(');
          this.bare(node.callee);
          this.put(')');
        }
        return this.args(node.arguments);
      case 'MemberExpression':
        this.expression(node.object, t.isNewExpression(node.object) ? level.primary : level.call);
        if (node.computed) {
          this.put('[');
          this.expression(node.property, level.assignment);
          return this.put(']');
        }
        this.put('.');
        this.mark(node.property);
        return this.put((node.property as t.Identifier).name);
      case 'SequenceExpression':
        return this.list(node.expressions);
      case 'ParenthesizedExpression':
        this.bare(node.expression);
        return;
      default:
        throw new Cpu6Error('INTERNAL', { what: `the printer was handed a ${node.type}` });
    }
  }

  binary(node: t.BinaryExpression | t.LogicalExpression): void {
    const own = binaryLevel.get(node.operator)!;
    const mixed = (side: t.Node): boolean =>
      t.isLogicalExpression(side) &&
      side.operator !== node.operator &&
      (node.operator === '??' || side.operator === '??');
    if (node.operator === '/' && astray(node.left)) {
      this.put('(');
      this.bare(node.left);
      this.put(')');
    } else this.expression(node.left, mixed(node.left) ? level.primary : own);
    this.put(node.operator);
    this.expression(node.right, mixed(node.right) ? level.primary : own + 1);
  }

  list(nodes: readonly t.Node[]): void {
    for (const [i, n] of nodes.entries()) {
      if (i) this.put(',');
      this.expression(n, level.assignment);
    }
  }
  args(nodes: readonly t.Node[]): void {
    this.put('(');
    this.list(nodes);
    this.put(')');
  }
  property(p: t.ObjectExpression['properties'][number]) {
    if (!t.isObjectProperty(p) || p.computed) {
      this.bare(p);
      return;
    }
    this.bare(p.key);
    this.put(':');
    this.expression(p.value, level.assignment);
  }
  function(node: t.FunctionExpression | t.FunctionDeclaration): void {
    this.mark(node);
    this.put('function');
    if (node.id) this.bare(node.id);
    this.args(node.params);
    this.block(node.body.body);
  }
  arrow(node: t.ArrowFunctionExpression) {
    this.mark(node);
    if (node.params.length === 1) this.bare(node.params[0]!);
    else this.args(node.params);
    this.put('=>');
    if (t.isBlockStatement(node.body)) return this.block(node.body.body);
    if (leading(node.body, t.isObjectExpression)) {
      this.put('(');
      this.bare(node.body);
      this.put(')');
    } else this.expression(node.body, level.assignment);
  }

  block(body: readonly t.Statement[]): void {
    const { heads } = this;
    this.put('{');
    this.depth++;
    this.heads = 0;
    this.statements(body);
    this.heads = heads;
    this.depth--;
    if (this.options.lines && body.some((s) => !t.isEmptyStatement(s))) this.line();
    this.put('}');
  }
  /** A new line, where statements stand on lines of their own. */
  line(): void {
    if (!this.options.lines || !this.parts.length) return;
    this.idle = false;
    this.raw(`\n${' '.repeat(this.depth)}`);
  }
  statements(body: readonly t.Statement[]): void {
    const real = body.filter((s) => !t.isEmptyStatement(s));
    for (const [i, s] of real.entries()) {
      this.line();
      this.statement(s);
      if ((i < real.length - 1 || this.options.lines) && open(s)) this.put(';');
    }
  }
  /** The body of a loop. In confined code it begins with the guard, which stands behind a brace. */
  loopBody(s: t.Statement): void {
    if (this.options.spaced && t.isBlockStatement(s)) this.block(s.body);
    else this.body(s);
  }
  /** A statement as the body of another. */
  body(s: t.Statement): void {
    const { heads } = this;
    this.heads++;
    // Behind many heads in a row a brace begins a new place, as the verifier counts.
    if (this.options.spaced && heads >= 10) this.block(t.isBlockStatement(s) ? s.body : [s]);
    else this.bareBody(s);
    this.heads = heads;
  }
  bareBody(s: t.Statement): void {
    if (t.isBlockStatement(s) && s.body.length === 1 && !danglesIf(s.body[0]!) && !t.isDeclaration(s.body[0]!)) {
      this.bareBody(s.body[0]!);
      return;
    }
    if (t.isEmptyStatement(s) || (t.isBlockStatement(s) && s.body.every((x) => t.isEmptyStatement(x)))) {
      this.put(';');
      return;
    }
    this.statement(s);
    if (!open(s)) return;
    this.put(';');
    this.idle = true;
  }

  statement(node: t.Statement) {
    this.mark(node);
    switch (node.type) {
      case 'ExpressionStatement': {
        const e = node.expression;
        const wrap = leading(e, (n) => t.isObjectExpression(n) || t.isFunctionExpression(n));
        if (wrap) this.put('(');
        this.bare(e);
        if (wrap) this.put(')');
        return;
      }
      case 'VariableDeclaration':
        this.put(node.kind);
        for (const [i, d] of node.declarations.entries()) {
          if (i) this.put(',');
          this.bare(d.id);
          if (!d.init) continue;
          this.put('=');
          this.expression(d.init, level.assignment);
        }
        return;
      case 'FunctionDeclaration':
        return this.function(node);
      case 'ReturnStatement':
        this.put('return');
        if (node.argument) this.expression(node.argument, level.sequence);
        return;
      case 'ThrowStatement':
        this.put('throw');
        return this.expression(node.argument, level.sequence);
      case 'BreakStatement':
        return this.put('break');
      case 'ContinueStatement':
        return this.put('continue');
      case 'EmptyStatement':
        return;
      case 'BlockStatement':
        return this.block(node.body);
      case 'IfStatement':
        this.put('if(');
        this.expression(node.test, level.sequence);
        this.put(')');
        if (node.alternate && danglesIf(node.consequent)) this.block([node.consequent]);
        else this.body(node.consequent);
        if (node.alternate) {
          this.put('else');
          this.body(node.alternate);
        }
        return;
      case 'ForStatement':
        this.put('for(');
        if (node.init) {
          if (t.isStatement(node.init)) this.statement(node.init);
          else this.expression(node.init, level.sequence);
        }
        this.put(';');
        if (node.test) this.expression(node.test, level.sequence);
        this.put(';');
        if (node.update) this.expression(node.update, level.sequence);
        this.put(')');
        return this.loopBody(node.body);
      case 'ForInStatement':
      case 'ForOfStatement':
        this.put('for(');
        if (t.isStatement(node.left)) this.statement(node.left);
        else this.expression(node.left, level.call);
        this.put(node.type === 'ForInStatement' ? 'in' : 'of');
        this.expression(node.right, level.assignment);
        this.put(')');
        return this.loopBody(node.body);
      case 'WhileStatement':
        this.put('while(');
        this.expression(node.test, level.sequence);
        this.put(')');
        return this.body(node.body);
      case 'DoWhileStatement':
        this.put('do');
        this.block(t.isBlockStatement(node.body) ? node.body.body : [node.body]);
        this.put('while(');
        this.expression(node.test, level.sequence);
        return this.put(')');
      case 'SwitchStatement':
        this.put('switch(');
        this.expression(node.discriminant, level.sequence);
        this.put('){');
        for (const [i, c] of node.cases.entries()) {
          if (i && node.cases[i - 1]!.consequent.length) {
            const before = node.cases[i - 1]!.consequent.filter((s) => !t.isEmptyStatement(s));
            if (before.length && open(before[before.length - 1]!)) this.put(';');
          }
          if (c.test) {
            this.put('case');
            this.expression(c.test, level.assignment);
          } else this.put('default');
          this.put(':');
          this.statements(c.consequent);
        }
        return this.put('}');
      case 'TryStatement':
        this.put('try');
        this.block(node.block.body);
        if (node.handler) {
          this.put('catch');
          if (node.handler.param) this.args([node.handler.param]);
          this.block(node.handler.body.body);
        }
        if (node.finalizer) {
          this.put('finally');
          this.block(node.finalizer.body);
        }
        return;
      default:
        throw new Cpu6Error('INTERNAL', { what: `the printer was handed a ${node.type}` });
    }
  }
}

/** The program's text, and where its parts came from. */
export function print(ast: t.File, options: PrintOptions = {}): { code: string; mappings: Mapping[] } {
  const printer = new Printer(options);
  printer.statements(ast.program.body);
  return { code: printer.parts.join(''), mappings: printer.mappings };
}
