// Test code: an applet in segments, written by hand, and segments that are not as they should be.
import { encodeApplet, measure, sectioned } from '../../protocol/applet/applet.js';
import { encodeSegments, type SegmentText, segmentsEntry } from '../../protocol/applet/segments.js';
import { appletHeader, type Built, guarded, table } from './programs.js';

const part = (code: string, ...texts: string[]): SegmentText => ({ code: guarded(code), table: table(...texts) });

/** Methods `add` and `chain` are in segment 0, `pay` in 1, what `chain` calls in 2; 3 escapes, 4 answers no functions. */
const parts: SegmentText[] = [
  part(
    `var $a,$o;$o=$c.$own;
    return [
      function($a){$o.$n=$o.$n+1;return {$sum:$a.$a+$a.$b,$count:$o.$n};},
      function($a){return $c.$then($c.$load(32,[$a.$a]),function($a){return {$sum:$a,$count:$o.$n};});}
    ];`,
  ),
  part(
    `var $a,$o;$o=$c.$own;
    return [function($a){$o.$n=$o.$n+10;return $c.$then($c.$server(0,{$cents:$a.$cents}),function($a){$o.$n=$o.$n+100;return $a;});}];`,
  ),
  part(
    `var $a,$o;$o=$c.$own;return [function($a){if($a>99){throw $c.$error($t[0]);}$o.$n=$o.$n+1000;return $a*2;}];`,
    'over 99',
  ),
  part(`var $a;return [function($a){return $a.constructor;}];`),
  part(`var $a;return [1];`),
];

const u32x = (name: string): [string, number] => [name, 3];
const pair = [12, ...u32x('a'), ...u32x('b')] as const;
const answer = [12, ...u32x('sum'), ...u32x('count')] as const;
const money = [12, 'cents', 3] as const;
const receipt = [12, 'receipt', [8, 4]] as const;
const method = (name: string, input: unknown, output: unknown): unknown => [name, input, output, 0, 600, 60];

const header = {
  ...appletHeader,
  name: 'parts',
  gate: [
    method('add', pair, answer),
    method('chain', pair, answer),
    method('pay', money, receipt),
    method('escape', pair, answer),
    method('nothing', pair, answer),
    method('beyond', pair, answer),
    method('here', pair, answer),
  ],
  card: [['ask', [12, 'q', [7, 40]], [12, 'r', [7, 60]]]],
  state: 0,
  caps: [],
};

export interface Overlaid extends Built {
  readonly segments: readonly Uint8Array[];
}

/** `seed`: makes another version, whose segments have other digests. */
export function overlaid(seed = 0, quota = 0): Overlaid {
  const bytes = encodeSegments(parts.map((p) => ({ ...p, table: [...p.table, ...table(`version ${seed}`)] })));
  const canonical = encodeApplet({
    header: { ...header, version: `1.0.${seed}`, vars: quota, segments: segmentsEntry(bytes) } as never,
    table: table(' there'),
    code: guarded(
      `var $a,$o;$o=$c.$own;$o.$n=0;
      return [0,1,16,48,64,63,function($a){return {$sum:$a.$a,$count:$o.$n};},function($a){return {$r:$a.$q+$t[0]};}];`,
    ),
  });
  return { canonical, measurement: measure(canonical), segments: bytes };
}

/** The same with a header that names no segments as it should. */
export function misnamed(entry: unknown): Built {
  const canonical = sectioned(JSON.stringify({ ...header, segments: entry }), {
    table: table(' there'),
    code: guarded('var $a,$o;return [0,1,16,48,64,63,0,0];'),
  });
  return { canonical, measurement: measure(canonical) };
}
