// Programs about statements.
import { both, type Program } from './program.js';

export const statements: readonly Program[] = [
  both(
    'for-of over lists, texts and bytes',
    `let s = ''; for (const x of [1, 2]) s += x; for (const x of 'ab') s += x; for (const x of new Uint8Array([3, 4])) s += x; c.out(s);`,
  ),
  both(
    'for-of while the list grows',
    `const a = [1, 2, 3]; let n = 0; for (const x of a) { if (x < 3 && a.length < 6) a.push(x + 1); n += x } c.out(n); c.out(a);`,
  ),
  both(
    'for-of while the list shrinks',
    `const a = [1, 2, 3, 4]; let s = ''; for (const x of a) { s += x; if (x === 1) a.shift() } c.out(s);`,
  ),
  both(
    'do while and continue',
    `let i = 0, s = ''; do { i++; if (i === 2) continue; s += i } while (i < 4); c.out(s);`,
  ),
  both(
    'break and continue in nested loops',
    `let s = ''; for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue; if (i === 1) break; s += i * 10 + j + ' ' } } c.out(s);`,
  ),
  both(
    'switch with default in the middle',
    `const f = (x: number) => { let s = ''; switch (x) { case 1: s += 'a'; default: s += 'd'; case 2: s += 'b'; break; case 3: s += 'c' } return s }; c.out(f(1)); c.out(f(2)); c.out(f(3)); c.out(f(9));`,
  ),
  both(
    'switch with default first',
    `const f = (x: number) => { switch (x) { default: return 'd'; case 1: return 'a'; case 2: return 'b' } }; c.out(f(1) + f(2) + f(3));`,
  ),
  both(
    'switch falls through and on texts',
    `const f = (x: string) => { switch (x) { case 'a': case 'b': return 1; case 'c': { const y = 2; return y } } return 0 }; c.out(f('a') + f('b') * 10 + f('c') * 100 + f('z') * 1000);`,
  ),
  both(
    'case labels are evaluated until one matches',
    `let n = 0; const k = (x: number) => { n++; return x }; switch (2) { case k(1): case k(2): c.out('two'); break; case k(3): c.out('three') } c.out(n);`,
  ),
  both(
    'switch in a loop with continue',
    `let s = ''; for (let i = 0; i < 4; i++) { switch (i) { case 1: continue; case 2: break; default: s += i } s += '.' } c.out(s);`,
  ),
  both(
    'try, catch, finally',
    `const f = (x: number) => { let s = ''; try { s += 't'; if (x) throw new Error('e' + x); s += 'u' } catch (e: any) { s += e.message } finally { s += 'f' } return s }; c.out(f(0)); c.out(f(7));`,
  ),
  both(
    'finally after return and rethrow',
    `const log: string[] = []; const f = () => { try { return 'r' } finally { log.push('f') } }; c.out(f()); try { try { throw new Error('x') } finally { log.push('g') } } catch (e: any) { log.push(e.message) } c.out(log.join());`,
  ),
  both(
    'catch without a name',
    `try { throw 1 } catch { c.out('caught') } try { (null as any).x } catch (e) { c.out('null') }`,
  ),
  both(
    'throwing other values',
    `try { throw { code: 5 } } catch (e: any) { c.out(e.code) } try { throw 'text' } catch (e: any) { c.out(e) }`,
  ),
  both(
    'if else chains and blocks',
    `function f(x: number) { if (x > 5) { if (x > 8) return 'a' } else return 'b'; return 'c' } c.out(f(9) + f(6) + f(1)); if (0) ; else c.out('else');`,
  ),
];
