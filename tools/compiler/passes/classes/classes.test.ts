import { describe, expect, test } from '@jest/globals';
import { lowered, makeContext } from '../../testing/pass.js';
import { accessorNames } from '../accessors.js';
import { classes } from './index.js';
import { privateNames } from './private-names.js';

const classed = (text: string, context = makeContext()): string =>
  lowered(
    text,
    (ast, c) => {
      privateNames(ast, c);
      classes(ast, c, accessorNames(ast));
    },
    context,
  );

describe('classes', () => {
  test('a class is a function and a prototype', () => {
    expect(classed('class A{constructor(x){this.x=x}m(){return 1}static s(){}}')).toBe(
      'let A=function(x){this.x=x};let _p=A.prototype;_p.m=function(){return 1};A.s=function(){}',
    );
  });
  test('fields are set in the constructor, behind that of the base', () => {
    expect(classed('class A{}class B extends A{f=1;constructor(x){super(x);g()}}')).toBe(
      'let A=function(){};let B=function(x){A.call(this,x);this.f=1;g()};$extend(B,A)',
    );
  });
  test('a base of unknown kind may answer with another object', () => {
    expect(classed('class B extends f{g=1}')).toBe(
      'let B=function(){let _t=$construct(f,this,arguments);_t.g=1;return _t};$extend(B,f)',
    );
  });
  test('super names the base', () => {
    expect(classed('class A{}class B extends A{m(x){return super.m(x)}}')).toContain(
      'return A.prototype.m.call(this,x)',
    );
  });
  test('private names are members that nothing lists', () => {
    expect(classed('class A{#x=1;m(o){return this.#x+o.#x+(#x in o)}}')).toBe(
      "let A=function(){this['\\xff0']=1};let _p=A.prototype;_p.m=function(o){return this['\\xff0']+$branded(o,'\\xff0')['\\xff0']+('\\xff0'in o)}",
    );
  });
  test('accessors of one name are made at once', () => {
    expect(classed('class A{get v(){return 1}set v(x){}}')).toContain(
      "$accessor(_p,'v',function(){return 1},function(x){})",
    );
  });
  test('a class that is a value is made in a function', () => {
    expect(classed('f(class{m(){}})')).toBe(
      'f((()=>{let _c=function(){};let _p=_c.prototype;_p.m=function(){};return _c})())',
    );
  });
});
