import { describe, expect, test } from '@jest/globals';
import { parse, recrawl, traverse } from '../babel.js';
import { lowered } from '../testing/pass.js';
import { type AccessorNames, accessorNames, bareReads, splitAccessors } from './accessors.js';

const known: AccessorNames = { names: new Set(['x']), any: false, loud: new Set() };
const loud: AccessorNames = { ...known, loud: new Set(['x']) };
const split = (text: string, names = known): string =>
  lowered(text, (ast, context) => traverse(ast, splitAccessors(names, context)));

describe('names of accessors', () => {
  const names = (text: string): AccessorNames => {
    const tree = parse(text);
    recrawl(tree);
    return accessorNames(tree);
  };
  test('come from records, classes and defineProperty', () => {
    expect([
      ...names('({get a(){}});class K{set b(v){} static s=1};Object.defineProperty(o,"d",{get(){}})').names,
    ]).toEqual(['a', 'b', 's', 'd']);
    expect(names('({get [k](){}})').any).toBe(true);
    expect([...names('Object.defineProperty(o,"d",{value:1})').names]).toEqual([]);
  });
  test('tell which getters do more than read', () => {
    expect([...names('({get a(){return this.q},get b(){return f()}})').loud]).toEqual(['b']);
  });
});

test('reading and setting are two steps', () => {
  expect(split('o.x+=1')).toBe('o.x=o.x+1');
  expect(split('y=o.x++')).toBe('var _v;y=(_v=+o.x,o.x=_v+1,_v)');
  expect(split('y=o.x=2')).toBe('var _v;y=(_v=2,o.x=_v,_v)');
  expect(split('f().x+=1')).toBe('var _o;_o=f(),_o.x=_o.x+1');
});
test('other members are left alone', () => {
  expect(split('o.y+=1;z=o.y=2')).toBe('o.y+=1;z=o.y=2');
});
test('a setter beside a getter that does more is called by itself', () => {
  expect(split('o.x=1', loud)).toBe("$set(o,'x',1)");
});
test('a read for its own sake is a negation', () => {
  const bare = (text: string): string => lowered(text, (ast) => traverse(ast, bareReads(known)));
  expect(bare('o.x;o.y;f((o.x,1));void o.x')).toBe('!o.x;o.y;f((!o.x,1));void!o.x');
});
