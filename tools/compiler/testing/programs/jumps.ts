// Programs about labels, finally, switches and dead zones.
import { both, type Program, plain } from './program.js';

export const jumps: readonly Program[] = [
  both(
    'labelled break and continue',
    `let s = ''; outer: for (let i = 0; i < 4; i++) { for (let j = 0; j < 4; j++) { if (j === 2) continue outer; if (i === 2) break outer; s += i * 10 + j + ' ' } s += 'never' } c.out(s);`,
  ),
  both(
    'errors inside a record literal',
    `const f = (): any => { throw new Error('x') }; const log: any[] = []; try { const o = { a: f(), b: 1 }; c.out(o.b) } catch (e: any) { log.push(e.message) } try { const l = [{ a: 1, b: { d: f(), e: 2 }, g: 3 }]; c.out(l) } catch (e: any) { log.push(e.message) } c.out(log); async function g() { try { return { a: await c.later(1), b: f(), d: 3 } } catch (e: any) { return e.message } } g().then((v: any) => c.out(v));`,
  ),
  both(
    'labels over three loops',
    `let s = ''; a: for (let i = 0; i < 3; i++) { b: for (let j = 0; j < 3; j++) { for (let k = 0; k < 3; k++) { if (k === 1 && j === 1) continue a; if (k === 2) continue b; if (i === 2) break a; s += i + '' + j + k + ' ' } } } c.out(s);`,
  ),
  both(
    'labelled blocks',
    `let s = ''; x: { s += 'a'; if (s) break x; s += 'b' } s += 'c'; y: if (s) { for (;;) { break y } } c.out(s); for (let i = 0; i < 3; i++) { z: { if (i === 1) continue; if (i === 2) break z; s += i } s += '.' } c.out(s);`,
  ),
  both(
    'labels and switches',
    `let s = ''; l: for (let i = 0; i < 5; i++) { switch (i) { case 1: continue l; case 3: break l; default: s += i } s += '.' } c.out(s); sw: switch (1 as number) { case 1: for (;;) { break sw } case 2: s += 'no' } c.out(s);`,
  ),
  both(
    'labels in while and do',
    `let i = 0, s = ''; w: while (true) { do { i++; if (i === 3) continue w; if (i > 5) break w; s += i } while (i % 2); s += '|' } c.out(s);`,
  ),
  both(
    'labels across try',
    `let s = ''; l: for (let i = 0; i < 3; i++) { for (;;) { try { if (i === 1) continue l; s += i; break } finally { s += 'f' } } s += '.' } c.out(s);`,
  ),
  both(
    'a label in an async function',
    `async function f() { let s = ''; a: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { await c.later(0); if (j === 1) continue a; if (i === 2) break a; s += i * 10 + j + ' ' } } return s } f().then((v) => c.out(v));`,
  ),
  both(
    'return in finally wins',
    `const f = (): any => { try { return 'a' } finally { return 'b' } }; c.out(f()); const g = (): any => { try { throw new Error('x') } finally { return 'c' } }; c.out(g());`,
  ),
  both(
    'break and continue in finally',
    `let s = ''; for (let i = 0; i < 3; i++) { try { throw new Error('x') } finally { s += i; continue } } for (;;) { try { throw new Error('y') } finally { s += 'b'; break } } c.out(s); const f = () => { for (;;) { try { return 'lost' } finally { break } } return 'kept' }; c.out(f());`,
  ),
  both(
    'an error in finally replaces the first',
    `try { try { throw new Error('a') } finally { throw new Error('b') } } catch (e: any) { c.out(e.message) } const f = () => { try { return 1 } finally { throw new Error('d') } }; try { f() } catch (e: any) { c.out(e.message) }`,
  ),
  both(
    'a finally block that handles errors of its own',
    `let s = ''; const safe = () => { try { throw new Error('i') } catch (e: any) { s += e.message } }; try { try { throw new Error('o') } finally { safe(); s += 'f' } } catch (e: any) { s += e.message } c.out(s); const g = () => { try { return 'r' } finally { safe() } }; c.out(g()); c.out(s);`,
  ),
  both(
    'finally sees the value that is returned first',
    `let n = 1; const f = () => { try { return n } finally { n = 5 } }; c.out(f()); c.out(n); const o = { x: 1 }; const up = () => { o.x++; return o.x }; const g = () => { try { return o.x } finally { up() } }; c.out(g()); c.out(o.x);`,
  ),
  both(
    'nested finally blocks in every way out',
    `let s = ''; const mark = (x: string) => { s += x }; const f = (k: number): any => { for (let i = 0; i < 2; i++) { try { try { if (k === 0) return 'r'; if (k === 1) break; if (k === 2) continue; if (k === 3) throw new Error('t'); mark('n') } catch (e: any) { mark('c'); if (i) return e.message } finally { mark('f') } } finally { mark('g') } mark('.') } return 'end' }; for (let k = 0; k < 5; k++) { c.out(f(k)); c.out(s); s = '' }`,
  ),
  both(
    'catch that returns, finally that runs',
    `let s = ''; const f = (x: any) => { try { if (x) throw x; return 'ok' } catch (e) { return 'c' + e } finally { log(x) } }; function log(x: any) { s += 'f' + x } c.out(f(0)); c.out(f('e')); c.out(s);`,
  ),
  both(
    'rethrow through finally',
    `let s = ''; const note = (x: any) => { s += x }; const f = () => { try { try { throw 1 } catch (e) { note('c' + e); throw 2 } finally { note('f') } } catch (e) { note('o' + e) } }; f(); c.out(s);`,
  ),
  both(
    'finally in loops with closures',
    `const fs: any[] = []; const push = (f: any) => { fs.push(f) }; for (let i = 0; i < 3; i++) { try { if (i === 1) continue; push(() => i) } finally { push(() => -i) } } c.out(fs.map((f) => f()));`,
  ),
  both(
    'finally in async functions without a wait inside',
    `const log: string[] = []; const note = (x: string) => { log.push(x) }; async function f(k: number) { await c.later(0); try { if (k) return 'r'; throw new Error('e') } finally { note('f' + k) } } f(1).then((v) => { c.out(v); return f(0) }).catch((e: any) => { c.out(e.message); c.out(log.join()) });`,
  ),
  both(
    'finally with await that leaves',
    `async function f(): Promise<any> { for (let i = 0; i < 3; i++) { try { await c.later(i); throw new Error('lost') } finally { await c.later(0); if (i < 2) continue; return 'end' + i } } } f().then((v) => c.out(v));`,
  ),
  plain(
    'a dead zone in the same block',
    `try { c.out(x); let x = 1; c.out(x) } catch (e: any) { c.out(e instanceof ReferenceError) }`,
  ),
  plain(
    'a dead zone through a function',
    `function read() { return x } try { c.out(read()) } catch (e: any) { c.out(e.message) } let x = 5; c.out(read()); x = 6; c.out(read());`,
  ),
  plain(
    'a dead zone of a constant',
    `const f = () => k + 1; let seen; try { seen = f() } catch { seen = 'dead' } const k = 1; c.out(seen); c.out(f());`,
  ),
  plain(
    'assigning and typeof in a dead zone',
    `try { y = 3; c.out('no') } catch (e) { c.out(e instanceof ReferenceError) } try { c.out(typeof y) } catch (e) { c.out('typeof') } let y: any = 1; c.out(y); c.out(typeof nowhere); declare var nowhere: any;`,
  ),
  plain(
    'a dead zone in a switch',
    `const f = (n: number) => { switch (n) { case 0: let v = 'set'; return v; default: return v } }; c.out(f(0)); try { c.out(f(1)) } catch (e) { c.out(e instanceof ReferenceError) }`,
  ),
  plain(
    'a dead zone of a class',
    `try { new K(); c.out('no') } catch (e) { c.out(e instanceof ReferenceError) } class K {} c.out(new K() instanceof K);`,
  ),
  plain(
    'dead zones in each turn of a loop',
    `let s = ''; for (let i = 0; i < 3; i++) { const f = () => v; try { s += i === 1 ? f() : '-' } catch { s += 'x' } let v = i; s += f() } c.out(s);`,
  ),
  plain('closures that are called in time', `const a = () => b() + 1; const b = () => d; const d = 4; c.out(a());`),
  both(
    'a switch has one scope',
    `const f = (n: number) => { switch (n) { case 1: { let q = 'one'; return q } case 2: let q = 'two'; return q; default: return 'none' } }; c.out(f(1) + f(2) + f(3));`,
  ),
  both(
    'closures over variables of a switch',
    `const fs: any[] = []; for (let i = 0; i < 3; i++) { switch (i) { case 0: case 1: let k = i * 10; fs.push(() => k++); break; default: fs.push(() => i) } } c.out(fs.map((f) => f())); c.out(fs[1]());`,
  ),
  plain(
    'in in the head of a loop',
    `const o: any = { a: 1 }; let n = 0; for (let i = ('a' in o) ? 2 : 0, j = i + 1; i < 4; i++) n += i + j; c.out(n); let b; for (b = ('z' in o); !b; b = true) n = 0; c.out(n);`,
  ),
  both(
    'an empty switch and switches with one clause',
    `let n = 0; switch (++n) {} c.out(n); switch (n) { default: c.out('d') } switch (n) { case 1: c.out('one') }`,
  ),
];
