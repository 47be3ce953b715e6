// What confined code may use of the language's own objects goes through `$c`; the rest is refused with advice.
import { type NodePath, spellsName, t, type Visitor } from '../babel.js';
import type { PassContext } from '../context.js';

const member = (name: string): t.MemberExpression => t.memberExpression(t.identifier('$c'), t.identifier(name));

const mathMembers = new Set(['floor', 'ceil', 'round', 'abs', 'min', 'max']);
const mathConstants = new Set(['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2']);
const staticMembers: Record<string, string> = {
  'Promise.resolve': '$resolve',
  'Promise.reject': '$reject',
  'Promise.all': '$all',
  'String.fromCharCode': '$chr',
  'Uint8Array.from': '$bytes',
};
const constructors: Record<string, string> = { Error: '$error', Promise: '$promise', Uint8Array: '$bytes' };

/** Advice for names that people will write. */
const advice: Record<string, string> = {
  console: 'Call console.log, info, warn, error or debug at once; the line goes to the server.',
  JSON: 'Declare the fields; records cross the gate as they are.',
  Date: 'Use card.millis(), or pass the time in.',
  Math: 'Of Math there are floor, ceil, round, abs, min, max and the constants.',
  crypto: 'Use card.random() and card.sha256().',
  Buffer: 'Use Uint8Array.',
  Map: 'Use a list of records.',
  Set: 'Use a list.',
  Array: 'Write a list literal; lists have `length`, bytes are made by new Uint8Array.',
  Object: 'Name the members.',
  parseInt: 'Use Number(text).',
  parseFloat: 'Use Number(text).',
  isNaN: 'Compare with itself: x !== x.',
  setTimeout: 'The card waits only for the server and for its button.',
  fetch: 'Call the server half; it can.',
  Uint16Array: 'Use Uint8Array and shifts.',
  Uint32Array: 'Use Uint8Array and shifts.',
};
const otherwise = 'Pass the value in, or call the server half.';

const logMembers = new Set(['log', 'info', 'warn', 'error', 'debug']);

export const globals = (context: PassContext): Visitor => {
  let logs = 0;
  const isGlobal = (path: NodePath, node: t.Node, name?: string): node is t.Identifier =>
    t.isIdentifier(node) && (!name || node.name === name) && !path.scope.hasBinding(node.name, true);
  const take = (path: NodePath, node: t.Expression): void => {
    path.replaceWith(t.inherits(node, path.node));
  };
  return {
    NewExpression(path) {
      const { callee, arguments: args } = path.node;
      if (isGlobal(path, callee) && constructors[callee.name]) {
        if (args.length > 1)
          context.refuse(path.node, 'C6126', { name: callee.name, instead: 'Give it one argument.' });
        take(path, t.callExpression(member(constructors[callee.name]!), args));
      } else if (isGlobal(path, callee)) context.refuse(path.node, 'C6119', { name: callee.name });
    },
    CallExpression(path) {
      const { callee, arguments: args } = path.node;
      if (
        t.isMemberExpression(callee) &&
        isGlobal(path, callee.object, 'console') &&
        t.isIdentifier(callee.property) &&
        logMembers.has(callee.property.name)
      )
        take(
          path,
          t.callExpression(member('$log'), [t.numericLiteral(++logs), t.arrayExpression(args as t.Expression[])]),
        );
      else if (
        t.isMemberExpression(callee) &&
        isGlobal(path, callee.object, 'Uint8Array') &&
        t.isIdentifier(callee.property, { name: 'of' })
      )
        take(path, t.callExpression(member('$bytes'), [t.arrayExpression(args as t.Expression[])]));
      else if (isGlobal(path, callee, 'String') && args.length === 1)
        take(path, t.binaryExpression('+', t.stringLiteral(''), args[0] as t.Expression));
      else if (isGlobal(path, callee, 'Boolean') && args.length === 1)
        take(path, t.unaryExpression('!', t.unaryExpression('!', args[0] as t.Expression)));
      else if (isGlobal(path, callee, 'Error')) take(path, t.callExpression(member('$error'), args));
    },
    MemberExpression(path) {
      const { object, property, computed } = path.node;
      if (computed || !t.isIdentifier(object) || !t.isIdentifier(property) || !isGlobal(path, object)) return;
      if (object.name === 'Math' && mathMembers.has(property.name)) take(path, member(`$${property.name}`));
      else if (object.name === 'Math' && mathConstants.has(property.name))
        take(path, t.numericLiteral(Math[property.name as 'PI']));
      else {
        const whole = `${object.name}.${property.name}`;
        const known = staticMembers[whole];
        if (known) take(path, member(known));
        else if (object.name === 'Number') context.refuse(path.node, 'C6126', { name: whole, instead: otherwise });
      }
    },
    Identifier(path) {
      const { name } = path.node;
      if (path.key === 'label') return;
      const { parentPath, key } = path;
      // What these mean is settled with the classes.
      const kind =
        key === 'superClass' || (key === 'right' && parentPath.isBinaryExpression({ operator: 'instanceof' }));
      if (kind && (name === 'Error' || key === 'superClass') && !path.scope.hasBinding(name, true)) return;
      if (!spellsName(path) || path.scope.hasBinding(name, true) || name.startsWith('$')) return;
      if (name === 'undefined' || name === 'NaN' || name === 'Infinity') return;
      if (name === 'Number') take(path, member('$number'));
      else context.refuse(path.node, 'C6126', { name, instead: advice[name] ?? otherwise });
    },
  };
};
