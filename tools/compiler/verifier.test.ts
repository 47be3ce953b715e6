// The verifier refuses every escape, takes everything that the compiler makes, and says the same on the interpreter.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapes, textOf, unconfined } from '../../device/testing/escapes/index.js';
import { Accepted } from './testing/accepted.js';
import { runAccepted } from './testing/canaries.js';
import { blockSize, compile, espruino, kit, onInterpreter, verifyThere } from './testing/harness.js';
import { programs } from './testing/programs/index.js';
import { inQuickJs } from './testing/quickjs.js';
import { readRecord } from './testing/record-accepted.js';
import { verify } from './verify.js';

const confinedPrograms = programs.filter((p) => p.only !== 'plain');

test('there are at least 300 escapes, each with its reason, and of 100 it is recorded what they do unconfined', () => {
  expect(new Set(escapes.map(({ text, table }) => JSON.stringify([text, table]))).size).toBeGreaterThan(300);
  expect(escapes.filter((e) => !e.why)).toEqual([]);
  expect(escapes.filter((e) => e.does?.length).length).toBeGreaterThan(100);
});

test.each([...new Set(escapes.map((e) => e.family))])('every escape is refused: %s', (family) => {
  for (const program of escapes.filter((e) => e.family === family))
    expect([program.why, verify(textOf(program))]).toEqual([program.why, expect.stringMatching(/^[a-z]+ at \d+$/)]);
});

describe('confined forms are taken', () => {
  test.each([
    'var $a;return[]',
    'var $a,$b;$a=1/2/3;$b=$a/ -1;return[$a++,$b--]',
    'var $a;$a={$x:1,$y:{$x:2}};$a.$x=$a.$y.$x;return[$a]',
    'var $a,$b;$a=[1,[2]];$b=$a[1][0];$a[$b|0]=3;$a[($b,1)|0]=4;return[$b]',
    'var $a;$a=$t[0].length/2;return[$a]',
    'var $f;$f=function($f){$g();return $f?0x1f:void 0};return[$f]',
    'var $a,$b;for($a of $b){$g();if($a)continue;break}for(;$a>0;$a--){$g()}return[]',
    'var $a;try{throw $c.$error($t[0])}catch($a){$a=$a.message}finally{}return[]',
    'var $a;switch($a){case 1:case-1:$a=2;default:}return[]',
    'var $a;$a=$c.$then($c.$resolve(1),function($a){$g();return $a},void 0);return[]',
  ])('%s', (code) => {
    expect(verify(code)).toBe('');
  });
});

test('every character that is not printable ASCII is refused wherever it stands', () => {
  const code = 'var $a;$a=$t[0].length;return[$a]';
  for (let n = 0; n < 256; n++) {
    if (n >= 32 && n < 127) continue;
    for (let at = 0; at <= code.length; at++)
      expect(verify(code.slice(0, at) + String.fromCharCode(n) + code.slice(at))).not.toBe('');
  }
});

test('no text of tokens is taken that spells a word or member off the list', () => {
  const token = fc.constantFrom(
    ...'$a $b $c $t 0 1 7 ( ) [ ] { } , ; : . + - | / = == ? ++ function return var of typeof this eval length push push( constructor E . [ ( | 0 ]'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 24 }), fc.boolean(), (tokens, spaced) => {
      const code = `var $a,$b;${tokens.join(spaced ? ' ' : '')};`;
      if (verify(code)) return;
      // Whatever was taken: no words but those of the list, none behind a dot but members and called methods.
      for (const [, dot, word, next] of code.matchAll(/(\.?)\s*((?<![\w$])[A-Za-z][\w$]*)(.?)/g)) {
        if (dot) expect(word === 'length' || (word === 'push' && next === '(')).toBe(true);
        else expect(['var', 'function', 'return', 'of', 'typeof']).toContain(word);
      }
      expect(code).not.toMatch(/\]\s*\(?\s*\[\s*\$/);
    }),
    { numRuns: 20_000 },
  );
});

test('no text passes that a change of one character made unsafe', async () => {
  const { code } = await compile(confinedPrograms[0]!.text, true);
  fc.assert(
    fc.property(fc.nat(code.length - 1), fc.constantFrom(...'abE$._0/[]{}()"\'`\\,;:=+|? '), (at, c) => {
      const changed = code.slice(0, at) + c + code.slice(at + 1);
      if (verify(changed)) return;
      expect(changed).not.toMatch(/["'`\\#@]|\/\/|\/\*|(?<![\w$.])(?:this|eval|E|new)(?![\w$])/);
    }),
    { numRuns: 5_000 },
  );
});

const onCard = espruino ? describe : describe.skip;
// Mangled programs call themselves for ever; where the heap does not grow, that ends the interpreter.
describe('programs made at random that the verifier takes', () => {
  test('touched no canary when a million of them ran on the interpreter', () => {
    const record = readRecord();
    expect(record.programs).toBeGreaterThanOrEqual(1_000_000);
    expect(record.touched).toEqual([]);
  });

  test('touch none on the virtual card either', async () => {
    const accepted = new Accepted(0);
    const found = await runAccepted(
      Array.from({ length: 500 }, () => accepted.next()),
      inQuickJs,
    );
    expect(found).toEqual({ ran: 500, touched: [], ended: [] });
  });

  const touching = ['canary=1;return[]', 'left=1;return[]', 'Math.floor=0;return[]', '$c.$out(secret);return[]'];
  for (const [where, run] of [
    ['virtual card', inQuickJs],
    ['interpreter', undefined],
  ] as const)
    (run || espruino ? test : test.skip)(`what touches one is found out: ${where}`, async () => {
      const harmless = Array.from({ length: 5 }, () => 'var $a;$a=1;return[]');
      for (const code of touching) {
        const found = await runAccepted([...harmless, code, ...harmless], run);
        expect(found).toEqual({ ran: 11, touched: [code], ended: [] });
      }
    });
});

const mangled = espruino && (await blockSize()) > 13 ? test : test.skip;
onCard(`on the interpreter${espruino ? '' : ' (skipped: no Espruino binary)'}`, () => {
  const quote = (s: string): string =>
    JSON.stringify(s)
      .replace(/[\u007f-\uffff]/g, (c) => `\\x${(c.charCodeAt(0) & 255).toString(16).padStart(2, '0')}`)
      .replace(/\\u00/g, '\\x');

  test('the verifier says the same of every escape', async () => {
    const bytes = escapes.filter(({ text }) => !/[^\0-\xff]/.test(text));
    // As many at once as a small board's memory holds.
    for (let from = 0; from < bytes.length; from += 40) {
      const texts = bytes.slice(from, from + 40).map(textOf);
      const lines = texts.map((text) => `print("@@"+verify(${quote(text)}))`);
      const script = [await kit('verifyBytes'), verifyThere, ...lines].join(';\n');
      expect(await onInterpreter(script)).toEqual(texts.map((text) => verify(text)));
    }
  });

  test('without it, those that are marked do what is recorded', async () => {
    for (const program of escapes.filter((e) => e.does))
      expect([program.why, (await onInterpreter(unconfined(program))).join()]).toEqual([
        program.why,
        program.does!.join(),
      ]);
  }, 120_000);

  test('what a dropped record leaves in the global record goes at the end', async () => {
    const left = [
      '$e={$x:{$y:1}};$e.$x.$y=($e=0,7);',
      '$e=[1];$e[0]=($e=0,7);',
      '$e={$x:1};for($e.$x of [1,2]){$g();$e=0}',
    ];
    for (const text of left) expect(verify(`var $e;${text}return[]`)).toBe('');
    const script = [
      await kit('scrub'),
      ...left.map((text) => `new Function("$g",${quote(`var $e;${text}`)})(function(){})`),
      'function odd(){return Object.keys(global).filter(function(k){return k[0]==="$"||k<":"}).length}',
      'print("@@"+(odd()>0))',
      'scrub();print("@@"+odd())',
    ].join(';\n');
    expect(await onInterpreter(script)).toEqual(['true', '0']);
  });

  test('generated programs touch nothing that they may not', async () => {
    const accepted = new Accepted(readRecord().seeds + 1);
    const found = await runAccepted(Array.from({ length: 200 }, () => accepted.next()));
    expect([found.ran, found.touched]).toEqual([200, []]);
  }, 60_000);

  test('it takes everything that the compiler makes', async () => {
    const codes = await Promise.all(confinedPrograms.map(async (p) => (await compile(p.text, true)).code));
    const script = [
      await kit('verifyBytes'),
      verifyThere,
      ...codes.map((code) => `print("@@"+verify(${quote(code)}))`),
    ].join(';\n');
    expect(await onInterpreter(script)).toEqual(codes.map(() => ''));
  });

  mangled('what it takes, however mangled, leaves no global and reaches no native (growing heap)', async () => {
    // Programs without loops, so that no change makes them run for ever.
    const codes = await Promise.all(
      confinedPrograms
        .filter((p) => !/\b(?:for|while|do|async|then)\b/.test(p.text))
        .map(async (p) => (await compile(p.text, true)).code),
    );
    const taken: string[] = [];
    const pieces = codes.flatMap((c) => c.match(/\$\w+|\w+|[^\w$]/g) ?? []);
    const random = fc.sample(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(2)), { numRuns: 6000, seed: 6 });
    for (const [which, at, piece, how] of random) {
      const tokens = codes[which % codes.length]!.match(/\$\w+|\w+|[^\w$]/g)!;
      tokens.splice(at % tokens.length, how === 0 ? 0 : 1, ...(how === 1 ? [] : [pieces[piece % pieces.length]!]));
      const code = tokens.join('');
      if (!verify(code) && !/for|while|do\b/.test(code)) taken.push(code);
    }
    expect(taken.length).toBeGreaterThan(300);
    const list = taken.slice(0, 1000);
    const support = await kit('makeSupport');
    // As many at once as a small board's memory holds.
    const batch = 25;
    for (let from = 0; from < list.length; from += batch) {
      const part = list.slice(from, from + batch);
      // One event each: a stack overflow ends the event it happens in. Names with capitals are the interpreter's own,
      // which it enters into the global record when it first needs them.
      const events = part.flatMap((code, i) => [
        `setTimeout(function(){code=${quote(code)};s=makeSupport();s.$out=id;s.$later=id;s.$fail=id;s.$no=no;n++;new Function("$c","$t","$g",code)(s,["a","b","c","d","e","f","g","h"],no)},${i * 2})`,
        `setTimeout(function(){if(keys()!=mine){print("@@leak "+keys()+" of "+code);mine=keys()}},${i * 2 + 1})`,
      ]);
      const script = [
        support,
        'function keys(){return Object.keys(global).filter(function(k){return k<"A"||k>"Z~"}).sort().join()}',
        'var mine="",n=0,s,code;function no(){return false}function id(x){return x}',
        'mine=keys()',
        ...events,
        `setTimeout(function(){print("@@done "+n)},${part.length * 2})`,
      ].join(';\n');
      expect(await onInterpreter(script)).toEqual([`done ${part.length}`]);
    }
  });
});
