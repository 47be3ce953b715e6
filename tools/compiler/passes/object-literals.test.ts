import { expect, test } from '@jest/globals';
import { traverse } from '../babel.js';
import { lowered } from '../testing/pass.js';
import { objectLiterals } from './object-literals.js';

const none = { names: new Set<string>(), any: false, loud: new Set<string>() };
const made = (text: string): string => lowered(text, (ast, context) => traverse(ast, objectLiterals(context, none)));

test('what the interpreter knows stays', () => {
  expect(made('x={a:1}')).toBe('x={a:1}');
  expect(made('x={["a"]:1}')).toBe("x={'a':1}");
});
test('from the first computed key on, members are set one by one', () => {
  expect(made('x={a:1,[k]:2,b:3}')).toBe('var _o;x=(_o={a:1},_o[k]=2,_o.b=3,_o)');
  expect(made('x={[k]:1,...y}')).toBe('var _o;x=(_o={},_o[k]=1,Object.assign(_o,y),_o)');
});
test('both halves of an accessor are made at once', () => {
  expect(made('x={get a(){return 1},set a(v){f(v)}}')).toBe(
    "var _o;x=(_o={},$accessor(_o,'a',function(){return 1},function(v){f(v)}),_o)",
  );
});
test('whole-number keys come first, ascending, and values are computed where they stand', () => {
  expect(made("x={b:1,'0':2}")).toBe("x={'0':2,b:1}");
  expect(made('x={b:f(),2:g(),1:h()}')).toBe("var _v,_v2,_v3;x=(_v=f(),_v2=g(),_v3=h(),{'1':_v3,'2':_v2,b:_v})");
});
test('super is the prototype of the record', () => {
  expect(made('x={m(){return super.m()}}')).toBe(
    'x=(_o=>(_o.m=function(){return Object.getPrototypeOf(_o).m.call(this)},_o))({})',
  );
});
test('a computed key __proto__ is a member, not the prototype', () => {
  expect(made("x={['__proto__']:1}")).toBe("var _o;x=(_o={},_o['__proto__']=1,_o)");
});
