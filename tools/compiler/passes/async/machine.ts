// Builds the state machine of one async function.
//
// States are blocks in text order, each guarded by `if(s<k)`: falling through needs no assignment, a jump forward
// at the end of a block only sets `s`, and the card skips a block it does not run by counting braces.
//
//   async function f(a) { await g(a); return 1 }
//   →  function f(a){var s=0;return $run(function(v,d){if(s<1){s=1;return g(a)}return d(1)})}
//
// The driver calls the function with the value waited for, `d` to end the call, and, in functions that catch, whether
// the value is an error. What the function returns without calling `d` is waited for.
import { t } from '../../babel.js';
import { assign, undefinedValue } from '../memo.js';
import { awaitFirst, hasAwait, isWait, type Sink, type Wait } from './await-first.js';
import { endsInJump, hasOwnContinue, mustExplode, negated, tailOf } from './shapes.js';

/** A state's number, known once it is placed. */
interface Label {
  readonly literals: t.NumericLiteral[];
  index: number;
}
interface Jump {
  readonly label: Label;
  readonly assignment: t.ExpressionStatement;
  readonly again: t.Statement;
}
interface Block {
  readonly index: number;
  readonly body: t.Statement[];
}
/** What `break`, `continue`, `return` and errors do at a place. */
interface Place {
  readonly breakTo?: Label;
  readonly continueTo?: Label;
  /** State that takes errors, if any. */
  readonly handler?: Label;
  /** The innermost finally that a way out has to pass. */
  readonly finalizer?: Finalizer;
  readonly breakFinalizer?: Finalizer;
  readonly continueFinalizer?: Finalizer;
  readonly breakHandler?: Label;
  readonly continueHandler?: Label;
}
interface Finalizer {
  readonly label: Label;
  readonly how: t.Identifier;
  readonly value: t.Identifier;
  /** Ways out that were taken: after the block it goes on there. */
  readonly exits: ((place: Place) => t.Statement[])[];
  readonly outer: Place;
}

export interface MachineNames {
  readonly state: t.Identifier;
  readonly handler: t.Identifier;
  readonly value: t.Identifier;
  readonly done: t.Identifier;
  readonly failed: t.Identifier;
}

export class Machine {
  readonly #blocks: Block[] = [{ index: 0, body: [] }];
  readonly #jumps: Jump[] = [];
  #usesHandler = false;
  constructor(
    readonly names: MachineNames,
    readonly fresh: Sink['fresh'],
    readonly constant: Sink['constant'],
    readonly kind: 'async' | 'generator' | 'async generator' = 'async',
    /** A generator with finally blocks, which `return()` has to run. */
    readonly finals = false,
  ) {}

  get catches(): boolean {
    return this.#usesHandler;
  }
  get states(): number {
    return this.#blocks.length;
  }

  readonly #labels: Label[] = [];

  #label(): Label {
    const label = { literals: [], index: -1 };
    this.#labels.push(label);
    return label;
  }
  #number(label: Label): t.NumericLiteral {
    const literal = t.numericLiteral(0);
    label.literals.push(literal);
    return literal;
  }
  get #body(): t.Statement[] {
    return this.#blocks[this.#blocks.length - 1]!.body;
  }
  #emit(...s: t.Statement[]): void {
    this.#body.push(...s);
  }
  #place(label: Label): void {
    if (this.#body.length) this.#blocks.push({ index: this.#blocks.length, body: [] });
    label.index = this.#blocks.length - 1;
  }
  #block(): void {
    this.#place(this.#label());
  }
  #set(name: t.Identifier, value: t.Expression): t.ExpressionStatement {
    return t.expressionStatement(assign(t.cloneNode(name), value));
  }
  #goto(label: Label): t.Statement[] {
    const assignment = this.#set(this.names.state, this.#number(label));
    const again = t.continueStatement();
    this.#jumps.push({ label, assignment, again });
    return [assignment, again];
  }
  /** Sets who takes errors from here on. */
  #handle(handler: Label | undefined): t.Statement {
    this.#usesHandler = true;
    return this.#set(this.names.handler, handler ? this.#number(handler) : t.numericLiteral(0));
  }
  #jump(label: Label, from: Place, handler: Label | undefined): t.Statement[] {
    return [...(from.handler !== handler ? [this.#handle(handler)] : []), ...this.#goto(label)];
  }

  #sink(out: t.Statement[]): Sink {
    return { out, fresh: this.fresh, constant: this.constant };
  }

  /** Emits an expression's waits, and answers what is left of it. */
  #value(node: t.Expression, place: Place): t.Expression {
    if (!hasAwait(node)) return node;
    const out: t.Statement[] = [];
    const value = awaitFirst(node, this.#sink(out));
    const last = out[out.length - 1];
    if (t.isExpressionStatement(last) && t.isAssignmentExpression(last.expression) && isWait(last.expression.right)) {
      // The value of the last wait is at hand: it needs no variable if it is read once, at once.
      const id = last.expression.left as t.Identifier;
      let reads = 0;
      const count = (n: t.Node): void => {
        if (t.isIdentifier(n, { name: id.name })) reads++;
      };
      t.traverseFast(value, count);
      for (const s of out.slice(0, -1)) t.traverseFast(s, count);
      if (reads === 1) {
        for (const s of out.slice(0, -1)) this.statement(s, place);
        this.#wait(last.expression.right, place);
        if (t.isIdentifier(value, { name: id.name })) return t.cloneNode(this.names.value);
        t.traverseFast(value, (n) => {
          if (t.isIdentifier(n, { name: id.name })) n.name = this.names.value.name;
        });
        return value;
      }
    }
    for (const s of out) this.statement(s, place);
    return value;
  }

  #wait(wait: Wait, place: Place): void {
    const label = this.#label();
    const argument = wait.argument ?? null;
    // A generator's driver is told what is handed on, and in an async generator what is yielded.
    const how = t.isAwaitExpression(wait) ? 0 : wait.delegate ? 2 : this.kind === 'async generator' ? 3 : 0;
    const out = how
      ? t.callExpression(t.cloneNode(this.names.done), [argument ?? undefinedValue(), t.numericLiteral(how)])
      : argument;
    this.#emit(this.#set(this.names.state, this.#number(label)), t.returnStatement(out));
    this.#place(label);
    if (!this.finals || t.isAwaitExpression(wait)) return;
    // `return()` was called: leave as a return statement would.
    const left = t.binaryExpression('==', t.cloneNode(this.names.failed), t.numericLiteral(2));
    this.#emit(t.ifStatement(left, t.blockStatement(this.#return(t.cloneNode(this.names.value), place))));
  }

  list(body: readonly t.Statement[], place: Place): void {
    for (const s of body) this.statement(s, place);
  }

  statement(s: t.Statement, place: Place) {
    if (!mustExplode(s)) {
      const plain = this.#plain(s, place, false);
      this.#emit(...plain);
      return;
    }
    switch (s.type) {
      case 'BlockStatement':
        return this.list(s.body, place);
      case 'ExpressionStatement': {
        if (isWait(s.expression)) {
          const wait = s.expression;
          if (wait.argument) wait.argument = this.#value(wait.argument, place);
          return this.#wait(wait, place);
        }
        const e = s.expression;
        if (t.isAssignmentExpression(e) && t.isIdentifier(e.left) && e.operator === '=' && isWait(e.right)) {
          if (e.right.argument) e.right.argument = this.#value(e.right.argument, place);
          this.#wait(e.right, place);
          return this.#emit(this.#set(e.left, t.cloneNode(this.names.value)));
        }
        const value = this.#value(e, place);
        if (!t.isIdentifier(value)) this.#emit(t.inherits(t.expressionStatement(value), s));
        return;
      }
      case 'ReturnStatement': {
        // Outside try a returned promise is taken over by the call's own.
        const direct =
          t.isAwaitExpression(s.argument) && this.kind === 'async' && !place.handler && !place.finalizer
            ? s.argument.argument
            : s.argument;
        return this.#emit(...this.#return(direct ? this.#value(direct, place) : null, place));
      }
      case 'ThrowStatement':
        return this.#emit(t.inherits(t.throwStatement(this.#value(s.argument, place)), s));
      case 'IfStatement': {
        const otherwise = this.#label();
        const end = s.alternate ? this.#label() : otherwise;
        const test = this.#value(s.test, place);
        this.#emit(t.ifStatement(negated(test), t.blockStatement(this.#goto(otherwise))));
        this.#block();
        this.statement(s.consequent, place);
        if (s.alternate) {
          this.#emit(...this.#goto(end));
          this.#place(otherwise);
          this.statement(s.alternate, place);
        }
        return this.#place(end);
      }
      case 'WhileStatement':
        return this.#loop({ test: s.test, body: s.body }, place);
      case 'DoWhileStatement':
        return this.#loop({ test: s.test, body: s.body, bodyFirst: true }, place);
      case 'ForStatement':
        if (t.isExpression(s.init)) this.statement(t.expressionStatement(s.init), place);
        return this.#loop({ test: s.test, update: s.update, body: s.body }, place);
      case 'ForOfStatement': {
        const list = this.fresh('l');
        const index = this.fresh('i');
        this.#emit(this.#set(list, this.#value(s.right, place)), this.#set(index, t.numericLiteral(0)));
        const item = t.memberExpression(t.cloneNode(list), t.updateExpression('++', t.cloneNode(index)), true);
        return this.#loop(
          {
            test: t.binaryExpression(
              '<',
              t.cloneNode(index),
              t.memberExpression(t.cloneNode(list), t.identifier('length')),
            ),
            body: t.blockStatement([t.expressionStatement(assign(s.left as t.LVal, item)), s.body]),
          },
          place,
        );
      }
      case 'SwitchStatement':
        return this.#switch(s, place);
      case 'TryStatement':
        return this.#try(s, place);
      case 'BreakStatement':
      case 'ContinueStatement':
        return this.#emit(...this.#plain(s, place, false));
      default:
        return this.#emit(s);
    }
  }

  #loop(
    parts: { test?: t.Expression | null; update?: t.Expression | null; body: t.Statement; bodyFirst?: boolean },
    place: Place,
  ): void {
    const top = this.#label();
    const next = this.#label();
    const end = this.#label();
    const check = (): void => {
      if (!parts.test || t.isBooleanLiteral(parts.test, { value: true })) return;
      const test = this.#value(parts.test, place);
      this.#emit(t.ifStatement(negated(test), t.blockStatement(this.#goto(end))));
      this.#block();
    };
    this.#place(top);
    if (!parts.bodyFirst) check();
    this.statement(parts.body, {
      ...place,
      breakTo: end,
      continueTo: parts.update || parts.bodyFirst ? next : top,
      breakFinalizer: place.finalizer,
      continueFinalizer: place.finalizer,
      breakHandler: place.handler,
      continueHandler: place.handler,
    });
    if (parts.update || parts.bodyFirst) this.#place(next);
    if (parts.update) this.statement(t.expressionStatement(parts.update), place);
    if (parts.bodyFirst) check();
    this.#emit(...this.#goto(top));
    this.#place(end);
  }

  #switch(s: t.SwitchStatement, place: Place): void {
    const value = this.fresh('v');
    this.#emit(this.#set(value, this.#value(s.discriminant, place)));
    const end = this.#label();
    const labels = s.cases.map(() => this.#label());
    for (const [i, c] of s.cases.entries()) {
      if (!c.test) continue;
      const test = this.#value(c.test, place);
      this.#emit(
        t.ifStatement(t.binaryExpression('===', t.cloneNode(value), test), t.blockStatement(this.#goto(labels[i]!))),
      );
    }
    const fallback = s.cases.findIndex((c) => !c.test);
    this.#emit(...this.#goto(fallback < 0 ? end : labels[fallback]!));
    const inside: Place = { ...place, breakTo: end, breakFinalizer: place.finalizer, breakHandler: place.handler };
    for (const [i, c] of s.cases.entries()) {
      this.#place(labels[i]!);
      this.list(c.consequent, inside);
    }
    this.#place(end);
  }

  #try(s: t.TryStatement, place: Place): void {
    const end = this.#label();
    let finalizer: Finalizer | undefined;
    let outside = place;
    const onError = this.#label();
    if (s.finalizer) {
      finalizer = { label: this.#label(), how: this.fresh('f'), value: this.fresh('x'), exits: [], outer: place };
      outside = { ...place, handler: onError, finalizer };
    }
    const inner: Place = s.handler ? { ...outside, handler: this.#label() } : outside;
    this.#emit(this.#handle(inner.handler));
    this.#block();
    this.list(s.block.body, inner);
    const leave = (from: Place): void => {
      if (finalizer)
        this.#emit(this.#set(finalizer.how, t.numericLiteral(0)), ...this.#jump(finalizer.label, from, place.handler));
      else this.#emit(...this.#jump(end, from, place.handler));
    };
    leave(inner);
    if (s.handler) {
      this.#place(inner.handler!);
      this.#emit(this.#handle(outside.handler));
      if (s.handler.param) this.#emit(this.#set(s.handler.param as t.Identifier, t.cloneNode(this.names.value)));
      this.list(s.handler.body.body, outside);
      leave(outside);
    }
    if (finalizer) {
      this.#place(onError);
      this.#emit(
        this.#handle(place.handler),
        this.#set(finalizer.how, t.numericLiteral(1)),
        this.#set(finalizer.value, t.cloneNode(this.names.value)),
      );
      this.#place(finalizer.label);
      this.list(s.finalizer!.body, place);
      const how = (n: number): t.Expression =>
        t.binaryExpression('==', t.cloneNode(finalizer.how), t.numericLiteral(n));
      this.#emit(t.ifStatement(how(1), t.blockStatement([t.throwStatement(t.cloneNode(finalizer.value))])));
      for (const [i, exit] of finalizer.exits.entries())
        this.#emit(t.ifStatement(how(i + 2), t.blockStatement(exit(place))));
    }
    this.#place(end);
  }

  /** Leaves through the finally blocks between here and there. */
  #leave(place: Place, until: Finalizer | undefined, go: (place: Place) => t.Statement[]): t.Statement[] {
    const { finalizer } = place;
    if (!finalizer || finalizer === until) return go(place);
    finalizer.exits.push((outer) => this.#leave(outer, until, go));
    return [
      this.#set(finalizer.how, t.numericLiteral(finalizer.exits.length + 1)),
      ...this.#jump(finalizer.label, place, finalizer.outer.handler),
    ];
  }

  #return(argument: t.Expression | null, place: Place): t.Statement[] {
    const done = (value: t.Expression | null): t.Statement =>
      t.returnStatement(t.callExpression(t.cloneNode(this.names.done), value ? [value] : []));
    if (!place.finalizer) return [done(argument)];
    const value = this.fresh('r');
    const first = argument ? [this.#set(value, argument)] : [];
    return [...first, ...this.#leave(place, undefined, () => [done(argument ? t.cloneNode(value) : null)])];
  }

  /** A statement without waits inside: only its ways out are changed. `own` is true inside a loop or switch of its own. */
  #plain(s: t.Statement, place: Place, ownBreak: boolean, ownContinue = ownBreak): t.Statement[] {
    const one = (x: t.Statement, b = ownBreak, c = ownContinue): t.Statement => {
      const list = this.#plain(x, place, b, c);
      return list.length === 1 ? list[0]! : t.blockStatement(list);
    };
    switch (s.type) {
      case 'ReturnStatement':
        return this.#return(s.argument ?? null, place);
      case 'BreakStatement':
        if (ownBreak) return [s];
        return this.#leave(place, place.breakFinalizer, (p) => this.#jump(place.breakTo!, p, place.breakHandler));
      case 'ContinueStatement':
        if (ownContinue) return [s];
        return this.#leave(place, place.continueFinalizer, (p) =>
          this.#jump(place.continueTo!, p, place.continueHandler),
        );
      case 'BlockStatement':
        return [t.blockStatement(s.body.flatMap((x) => this.#plain(x, place, ownBreak, ownContinue)))];
      case 'IfStatement':
        s.consequent = one(s.consequent);
        if (s.alternate) s.alternate = one(s.alternate);
        return [s];
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        s.body = one(s.body, true, true);
        return [s];
      case 'SwitchStatement':
        for (const c of s.cases) c.consequent = c.consequent.flatMap((x) => this.#plain(x, place, true, ownContinue));
        return [s];
      case 'TryStatement':
        s.block = t.blockStatement(s.block.body.flatMap((x) => this.#plain(x, place, ownBreak, ownContinue)));
        if (s.handler)
          s.handler.body = t.blockStatement(
            s.handler.body.body.flatMap((x) => this.#plain(x, place, ownBreak, ownContinue)),
          );
        if (s.finalizer)
          s.finalizer = t.blockStatement(s.finalizer.body.flatMap((x) => this.#plain(x, place, ownBreak, ownContinue)));
        return [s];
      default:
        return [s];
    }
  }

  /** The body of the function that the driver calls. */
  finish(): t.Statement[] {
    const end = this.#blocks[this.#blocks.length - 1]!.body;
    const last = end[end.length - 1];
    if (!t.isReturnStatement(last) && !t.isThrowStatement(last) && !endsInJump(end))
      end.push(t.returnStatement(t.callExpression(t.cloneNode(this.names.done), [])));
    for (const { label, assignment, again } of this.#jumps) this.#settle(label, assignment, again);
    const out: t.Statement[] = [];
    let loops = false;
    for (const block of this.#blocks) {
      for (const s of block.body) if (hasOwnContinue(s)) loops = true;
    }
    for (const block of this.#blocks) {
      if (block.index === this.#blocks.length - 1) out.push(...block.body);
      else if (block.body.length)
        out.push(
          t.ifStatement(
            t.binaryExpression('<', t.cloneNode(this.names.state), t.numericLiteral(block.index + 1)),
            t.blockStatement(block.body),
          ),
        );
    }
    for (const { literals, index } of this.#labels) for (const l of literals) l.value = index;
    const body = loops ? [t.forStatement(null, null, null, t.blockStatement(out))] : out;
    if (!this.#usesHandler) return body;
    const { failed, state, handler, value, done } = this.names;
    return [
      t.ifStatement(
        t.logicalExpression(
          '&&',
          this.finals ? t.binaryExpression('==', t.cloneNode(failed), t.numericLiteral(1)) : t.cloneNode(failed),
          t.unaryExpression('!', assign(t.cloneNode(state), t.cloneNode(handler))),
        ),
        t.returnStatement(t.callExpression(t.cloneNode(done), [t.cloneNode(value), t.numericLiteral(1)])),
      ),
      ...body,
    ];
  }

  /** Drops what a jump does not need where it stands. */
  #settle(label: Label, assignment: t.Statement, again: t.Statement): void {
    for (const block of this.#blocks) {
      const tail = tailOf(block.body, again);
      if (!tail) continue;
      if (label.index > block.index) {
        tail.splice(tail.indexOf(again), 1);
        if (label.index === block.index + 1 && tail === block.body) tail.splice(tail.indexOf(assignment), 1);
      }
      return;
    }
  }
}
