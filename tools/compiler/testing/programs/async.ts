// Programs about async.
import { both, type Program } from './program.js';

export const asynchronous: readonly Program[] = [
  both('async functions return promises', `async function f(x: number) { return x + 1 } f(1).then((v) => c.out(v));`),
  both(
    'await in order',
    `async function f() { const a = await c.later(1); const b = await c.later(a + 1); return a * 10 + b } f().then((v) => c.out(v));`,
  ),
  both(
    'await in expressions',
    `async function f() { return (await c.later(1)) + (await c.later(2)) * (await c.later(3)) } f().then((v) => c.out(v));`,
  ),
  both(
    'operands before await keep their values',
    `let x = 1; async function f() { return x + (await c.later(10)) + x } f().then((v) => c.out(v)); x = 100;`,
  ),
  both(
    'await of plain values',
    `async function f() { const a = await 5; return a + (await 6) } f().then((v) => c.out(v));`,
  ),
  both(
    'await in arguments and records',
    `const add = (a: number, b: number, d: number) => a + b * 10 + d * 100; async function f() { const o = { p: await c.later(1), q: [await c.later(2), 3] }; return add(o.p, await c.later(o.q[0]), o.q[1]!) } f().then((v) => c.out(v));`,
  ),
  both(
    'await in loops',
    `async function f() { let s = 0; for (let i = 0; i < 4; i++) { if (i === 2) continue; s = s * 10 + (await c.later(i)) } let n = 0; while (n < 3) { n += await c.later(1); if (n === 2) break } return s * 100 + n } f().then((v) => c.out(v));`,
  ),
  both(
    'await in for-of and do',
    `async function f() { let s = ''; for (const x of [1, 2, 3]) s += await c.later(x * x); do { s += await c.later('.') } while (s.length < 6); return s } f().then((v) => c.out(v));`,
  ),
  both(
    'closures in async loops',
    `async function f() { const fs: any[] = []; for (let i = 0; i < 3; i++) { const k = await c.later(i * 10); fs.push(() => k + i) } return fs[0]() + fs[1]() * 100 + fs[2]() } f().then((v) => c.out(v));`,
  ),
  both(
    'await in try and catch',
    `async function f() { try { await c.fail('bad'); return 'no' } catch (e: any) { return e.message + (await c.later('!')) } } f().then((v) => c.out(v));`,
  ),
  both(
    'errors thrown after await are caught',
    `async function f() { try { await c.later(1); throw new Error('late') } catch (e: any) { return e.message } } f().then((v) => c.out(v));`,
  ),
  both(
    'errors leave async functions',
    `async function f() { await c.later(1); throw new Error('out') } f().then(() => c.out('no'), (e: any) => c.out(e.message)); async function g() { throw new Error('now') } g().catch((e: any) => c.out(e.message));`,
  ),
  both(
    'errors of called functions are caught',
    `function bad() { throw new Error('deep') } async function f() { try { await c.later(1); bad(); return 0 } catch (e: any) { return e.message } } f().then((v) => c.out(v));`,
  ),
  both(
    'finally around await',
    `const log: string[] = []; async function f(x: number) { try { await c.later(1); if (x === 1) return 'r'; if (x === 2) throw new Error('t'); log.push('n') } finally { await c.later(2); log.push('f' + x) } return 'e' } (async () => { log.push(await f(0)); log.push(await f(1)); try { await f(2) } catch (e: any) { log.push(e.message) } c.out(log.join()) })();`,
  ),
  both(
    'finally with break and continue',
    `async function f() { let s = ''; for (let i = 0; i < 4; i++) { try { await c.later(0); if (i === 1) continue; if (i === 3) break; s += i } finally { s += 'f' } s += '.' } return s } f().then((v) => c.out(v));`,
  ),
  both(
    'nested try with await',
    `async function f() { let s = ''; try { try { await c.fail('a') } finally { s += '1' } } catch (e: any) { s += e.message; try { throw new Error('b') } catch (g: any) { s += g.message; await c.later(0); s += '2' } } return s } f().then((v) => c.out(v));`,
  ),
  both(
    'catch, rethrow, finally',
    `async function f() { let s = ''; try { try { await c.fail('a') } catch (e: any) { s += 'c'; throw new Error(e.message + 'b') } finally { s += 'f'; await c.later(1) } } catch (e: any) { s += e.message } return s } f().then((v) => c.out(v));`,
  ),
  both(
    'conditional and logical await',
    `async function f(x: any) { const a = x ? await c.later('y') : 'n'; const b = x && (await c.later('z')); const d = x || (await c.later('w')); const e = x ?? (await c.later('v')); return a + b + d + e } f(1).then((v) => c.out(v)); f(0).then((v) => c.out(v)); f(null).then((v) => c.out(v));`,
  ),
  both(
    'await in a condition',
    `async function f() { let n = 0; while (await c.later(n < 3)) n++; if (await c.later(false)) n = 100; else n += 10; return n } f().then((v) => c.out(v));`,
  ),
  both(
    'await in switch',
    `async function f(x: number) { let s = ''; switch (await c.later(x)) { case 1: s += await c.later('a'); case 2: s += 'b'; break; default: s += await c.later('d') } return s } (async () => c.out((await f(1)) + (await f(2)) + (await f(3))))();`,
  ),
  both(
    'async methods and arrows',
    `const o = { async m(x: number) { return (await c.later(x)) * 2 } }; const g = async (x: number) => (await o.m(x)) + 1; g(5).then((v) => c.out(v));`,
  ),
  both(
    'parallel calls do not share variables',
    `async function f(x: number) { let s = x; for (let i = 0; i < 3; i++) s += await c.later(x); return s } Promise.all([f(1), f(10)]).then((v) => c.out(v));`,
  ),
  both(
    'await in assignments',
    `async function f() { const o: any = { p: 1 }; o.p += await c.later(2); let x = 5; x += await c.later(6); o.q = await c.later(3); const a: any[] = []; a[0] = await c.later(4); return [o.p, o.q, x, a[0]] } f().then((v) => c.out(v));`,
  ),
  both(
    'async recursion',
    `async function f(n: number): Promise<number> { return n < 2 ? n : (await f(n - 1)) + (await f(n - 2)) } f(7).then((v) => c.out(v));`,
  ),
  both(
    'parameters of async functions',
    `async function f({ a, b = 2 }: any, ...r: number[]) { await c.later(0); return a + b * 10 + r.length * 100 } f({ a: 1 }, 1, 2).then((v) => c.out(v)); f({ a: 3, b: 4 }).then((v) => c.out(v));`,
  ),
  both(
    'return of a promise',
    `async function f() { return c.later(8) } async function g() { try { return await c.fail('x') } catch { return 'caught' } } f().then((v) => { c.out(v); return g() }).then((v) => c.out(v));`,
  ),
  both(
    'promises by hand',
    `new Promise<number>((ok) => ok(1)).then((v) => v + 1).then((v) => c.out(v)); Promise.reject(new Error('r')).catch((e) => c.out(e.message)); Promise.resolve(3).then((v) => { throw new Error('t' + v) }).catch((e: any) => c.out(e.message));`,
  ),
  both(
    'state across waits in nested functions',
    `async function f() { let n = 0; const inc = (k: number) => { n += k }; inc(await c.later(2)); inc(await c.later(3)); return n } f().then((v) => c.out(v));`,
  ),
];
