// A process larger than the memory of the reference board: an almanac whose methods come to the card when they are called.
import { blob, bool, defineProcess, f64, i32, list, text, u8, u16, u32 } from 'cpu6/process';

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const roman = ['M', 'CM', 'D', 'CD', 'C', 'XC', 'L', 'XL', 'X', 'IX', 'V', 'IV', 'I'];
const romanValues = [1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1];
const small = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const morse =
  '.- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const stations = ['Aldgate', 'Barking', 'Camden', 'Dalston', 'Ealing', 'Fulham', 'Greenwich', 'Hackney', 'Islington'];
const tracks = [
  [1, 4],
  [0, 2, 4],
  [1, 3, 6],
  [2, 8],
  [0, 1, 5],
  [4, 6],
  [2, 5, 7],
  [6, 8],
  [3, 7],
];

/** Used by several methods. */
function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
function daysOf(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : monthDays[month - 1]!;
}
/** Days since 1 January of year 1, by the Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number {
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + day;
  for (let m = 1; m < month; m++) days += daysOf(year, m);
  return days;
}

function spellBelow1000(n: number): string {
  const parts: string[] = [];
  if (n >= 100) parts.push(`${small[Math.floor(n / 100)]} hundred`);
  const rest = n % 100;
  if (rest >= 20) parts.push(rest % 10 ? `${tens[Math.floor(rest / 10)]}-${small[rest % 10]}` : tens[rest / 10]!);
  else if (rest > 0) parts.push(small[rest]!);
  return parts.join(' ');
}

/** Merges two runs; a list is sorted by merging runs of growing length. */
function mergeSort(items: number[]): number[] {
  let from = items.slice();
  for (let width = 1; width < from.length; width *= 2) {
    const to: number[] = [];
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let a = start;
      let b = middle;
      while (a < middle || b < end) {
        const takeFirst = a < middle && (b >= end || from[a]! <= from[b]!);
        to.push(takeFirst ? from[a++]! : from[b++]!);
      }
    }
    from = to;
  }
  return from;
}

/** Reflected CRC-32, bit by bit. */
function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = crc & 1;
      crc >>>= 1;
      if (odd) crc = (crc ^ 0xedb88320) >>> 0;
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Sum of Adler-32 over the same bytes. */
function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

function soundex(name: string): string {
  const groups = ['AEIOUYHW', 'BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R'];
  const digit = (c: string): number => {
    for (let i = 0; i < groups.length; i++) if (groups[i]!.indexOf(c) >= 0) return i;
    return -1;
  };
  const upper = name.toUpperCase();
  let out = upper.charAt(0);
  let last = digit(out);
  for (let i = 1; i < upper.length && out.length < 4; i++) {
    const c = upper.charAt(i);
    const d = digit(c);
    if (d > 0 && d !== last) out += d;
    if (c !== 'H' && c !== 'W') last = d;
  }
  while (out.length < 4) out += '0';
  return out;
}

export default defineProcess({
  name: 'almanac',
  overlays: true,
  gate: {
    weekday: { in: { year: u16, month: u8, day: u8 }, out: { name: text(12), number: u32 }, rate: '600/min' },
    easter: { in: { year: u16 }, out: { month: u8, day: u8 }, rate: '600/min' },
    roman: { in: { n: u16 }, out: { text: text(40) }, rate: '600/min' },
    spell: { in: { n: u32 }, out: { text: text(120) }, rate: '600/min' },
    sort: { in: { items: list(i32, 64) }, out: { items: list(i32, 64) }, rate: '600/min' },
    sums: { in: { data: blob(512) }, out: { crc: u32, adler: u32 }, rate: '600/min' },
    morse: { in: { text: text(40) }, out: { text: text(300) }, rate: '600/min' },
    sounds: { in: { a: text(20), b: text(20) }, out: { same: bool, code: text(4) }, rate: '600/min' },
    route: { in: { from: text(20), to: text(20) }, out: { stops: list(text(20), 12) }, rate: '600/min' },
    matrix: { in: { a: list(f64, 9), b: list(f64, 9) }, out: { product: list(f64, 9), det: f64 }, rate: '600/min' },
    primes: { in: { below: u16 }, out: { count: u16, largest: u16 }, rate: '600/min' },
    life: { in: { rows: list(text(16), 16), turns: u8 }, out: { rows: list(text(16), 16) }, rate: '600/min' },
    countdown: { in: { n: u8 }, out: { said: text(200), asked: u16 }, rate: '600/min' },
    countup: { in: { n: u8 }, out: { said: text(200), asked: u16 }, rate: '600/min' },
    fail: { in: { how: u8 }, out: { never: u8 }, rate: '600/min' },
    history: { out: { calls: u32, last: list(text(12), 8), sum: u32 }, rate: '600/min' },
  },
  calls: {
    server: { double: { in: { n: u32 }, out: { n: u32 } } },
    card: { poke: { in: { n: u32 }, out: { n: u32 } } },
  },
  state: { calls: u32 },

  card: ({ server, state }) => {
    let asked = 0;
    let sum = 0;
    const last: string[] = [];
    const note = (name: string): void => {
      state.calls += 1;
      last.push(name);
      if (last.length > 8) last.shift();
    };

    /** Down by one, then by the other: each waits for the other, whose segment may be gone meanwhile. */
    async function tick(n: number, said: string[]): Promise<string[]> {
      if (n === 0) return said;
      const words = ['tick', 'click', 'clack', 'knock', 'snap', 'rap', 'tap', 'pop'];
      const marks = ['.', ',', ';', ':', '!', '?', '-', '+'];
      const word = words[n % words.length]! + marks[(n * 3) % marks.length]!;
      const { n: doubled } = await server.double({ n });
      asked++;
      said.push(doubled === n * 2 ? `${word}${n}` : `wrong ${doubled}`);
      if (said.length > 40) throw new Error('too much was said');
      return await tock(n - 1, said);
    }
    async function tock(n: number, said: string[]): Promise<string[]> {
      if (n === 0) return said;
      const words = ['tock', 'clock', 'block', 'shock', 'flock', 'stock', 'dock', 'lock'];
      const ends = ['a', 'e', 'i', 'o', 'u', 'y', 'w', 'h'];
      const word = words[(n * 5) % words.length]! + ends[n % ends.length]!;
      const { n: doubled } = await server.double({ n: n + 1000 });
      asked++;
      said.push(doubled === n * 2 + 2000 ? `${word}${n}` : `wrong ${doubled}`);
      if (said.length > 40) throw new Error('too much was said');
      return await tick(n - 1, said);
    }

    return {
      weekday({ year, month, day }) {
        note('weekday');
        const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
        if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) throw new Error('there is no such day');
        const number = dayNumber(year, month, day);
        return { name: names[number % 7]!, number };
      },

      easter({ year }) {
        note('easter');
        const a = year % 19;
        const b = Math.floor(year / 100);
        const c = year % 100;
        const d = Math.floor(b / 4);
        const e = b % 4;
        const f = Math.floor((b + 8) / 25);
        const g = Math.floor((b - f + 1) / 3);
        const h = (19 * a + b - d - g + 15) % 30;
        const i = Math.floor(c / 4);
        const k = c % 4;
        const l = (32 + 2 * e + 2 * i - h - k) % 7;
        const m = Math.floor((a + 11 * h + 22 * l) / 451);
        const month = Math.floor((h + l - 7 * m + 114) / 31);
        const day = ((h + l - 7 * m + 114) % 31) + 1;
        if (dayNumber(year, month, day) % 7 !== 0) throw new Error('that is no Sunday');
        return { month, day };
      },

      roman({ n }) {
        note('roman');
        if (n < 1 || n > 3999) throw new Error('the Romans had no such number');
        let rest = n;
        let out = '';
        for (let i = 0; i < roman.length; i++)
          while (rest >= romanValues[i]!) {
            out += roman[i]!;
            rest -= romanValues[i]!;
          }
        return { text: out };
      },

      spell({ n }) {
        note('spell');
        if (n === 0) return { text: small[0]! };
        const scales = ['', ' thousand', ' million', ' billion'];
        const parts: string[] = [];
        let rest = n;
        for (let i = 0; rest > 0; i++) {
          const group = rest % 1000;
          if (group > 0) parts.unshift(spellBelow1000(group) + scales[i]!);
          rest = Math.floor(rest / 1000);
        }
        return { text: parts.join(' ') };
      },

      sort({ items }) {
        note('sort');
        return { items: mergeSort(items) };
      },

      sums({ data }) {
        note('sums');
        sum = (sum + data.length) >>> 0;
        return { crc: crc32(data), adler: adler32(data) };
      },

      morse({ text }) {
        note('morse');
        const codes = morse.split(' ');
        const out: string[] = [];
        for (let i = 0; i < text.length; i++) {
          const at = alphabet.indexOf(text.charAt(i).toUpperCase());
          out.push(at < 0 ? '/' : codes[at]!);
        }
        return { text: out.join(' ') };
      },

      sounds({ a, b }) {
        note('sounds');
        const code = soundex(a);
        return { same: code === soundex(b), code };
      },

      route({ from, to }) {
        note('route');
        const start = stations.indexOf(from);
        const goal = stations.indexOf(to);
        if (start < 0 || goal < 0) throw new Error('no train stops there');
        const before: number[] = [];
        for (let i = 0; i < stations.length; i++) before.push(-1);
        before[start] = start;
        const queue = [start];
        for (let head = 0; head < queue.length && before[goal]! < 0; head++)
          for (const next of tracks[queue[head]!]!)
            if (before[next]! < 0) {
              before[next] = queue[head]!;
              queue.push(next);
            }
        const stops: string[] = [];
        for (let at = goal; ; at = before[at]!) {
          stops.unshift(stations[at]!);
          if (at === start) break;
        }
        return { stops };
      },

      matrix({ a, b }) {
        note('matrix');
        if (a.length !== 9 || b.length !== 9) throw new Error('three by three, please');
        const product: number[] = [];
        for (let row = 0; row < 3; row++)
          for (let column = 0; column < 3; column++) {
            let cell = 0;
            for (let k = 0; k < 3; k++) cell += a[row * 3 + k]! * b[k * 3 + column]!;
            product.push(cell);
          }
        const det =
          product[0]! * (product[4]! * product[8]! - product[5]! * product[7]!) -
          product[1]! * (product[3]! * product[8]! - product[5]! * product[6]!) +
          product[2]! * (product[3]! * product[7]! - product[4]! * product[6]!);
        return { product, det };
      },

      primes({ below }) {
        note('primes');
        const sieve = new Uint8Array(below + 1);
        let count = 0;
        let largest = 0;
        for (let i = 2; i < below; i++) {
          if (sieve[i]) continue;
          count++;
          largest = i;
          for (let j = i * i; j < below; j += i) sieve[j] = 1;
        }
        return { count, largest };
      },

      life({ rows, turns }) {
        note('life');
        let now = rows;
        const alive = (y: number, x: number): number =>
          y >= 0 && y < now.length && x >= 0 && x < now[y]!.length && now[y]!.charAt(x) === '#' ? 1 : 0;
        for (let turn = 0; turn < turns; turn++) {
          const next: string[] = [];
          for (let y = 0; y < now.length; y++) {
            let row = '';
            for (let x = 0; x < now[y]!.length; x++) {
              let around = -alive(y, x);
              for (let dy = -1; dy < 2; dy++) for (let dx = -1; dx < 2; dx++) around += alive(y + dy, x + dx);
              row += around === 3 || (around === 2 && alive(y, x)) ? '#' : '.';
            }
            next.push(row);
          }
          now = next;
        }
        return { rows: now };
      },

      async countdown({ n }) {
        note('countdown');
        const said = await tick(n, []);
        return { said: said.join(' '), asked };
      },

      async countup({ n }) {
        note('countup');
        const said = await tock(n, []);
        return { said: said.reverse().join(' '), asked };
      },

      async fail({ how }) {
        note('fail');
        try {
          const full: string[] = [];
          while (full.length < 39) full.push('-');
          if (how === 1) await tick(9, full);
          if (how === 2) throw new Error('two');
          const nothing = how === 3 ? null : { never: 0 };
          return { never: nothing!.never };
        } catch (error) {
          throw new Error(`caught ${(error as Error).message}`);
        } finally {
          sum = (sum + how) >>> 0;
        }
      },

      history() {
        return { calls: state.calls, last, sum };
      },

      poke({ n }) {
        note('poke');
        sum = (sum + n) >>> 0;
        return { n: sum };
      },
    };
  },

  server: ({ card }) => ({
    async double({ n }) {
      // The other half is called back in the middle of its wait.
      if (n === 3) await card.poke({ n: 1 });
      return { n: n * 2 };
    },
  }),
});
