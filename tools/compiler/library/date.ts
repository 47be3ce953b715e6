// Functions of Date that the interpreter lacks.

/** `Date.UTC` */
export function $dateUTC(year: any, month: any, ...rest: any[]): number {
  year = +year;
  month = month === undefined ? 0 : +month;
  if (year >= 0 && year <= 99) year += 1900;
  const day = rest.length ? +rest[0] : 1;
  return (
    $daysFrom(year, month, day) * 86400000 +
    $part(rest[1]) * 3600000 +
    $part(rest[2]) * 60000 +
    $part(rest[3]) * 1000 +
    $part(rest[4])
  );
}

export function $part(x: any): number {
  return x === undefined ? 0 : +x - (+x % 1);
}

/** Days from 1970-01-01 to a day of the proleptic Gregorian calendar; month from 0. */
export function $daysFrom(year: number, month: number, day: number): number {
  year += Math.floor(month / 12);
  month -= Math.floor(month / 12) * 12;
  // Years that begin in March have their leap day at the end.
  const y = month < 2 ? year - 1 : year;
  const m = (month + 10) % 12;
  return (
    y * 365 +
    Math.floor(y / 4) -
    Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((m * 306 + 5) / 10) +
    day -
    1 -
    719468
  );
}

export function $two2(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}

export function $toDateString(this: any): string {
  const days = 'SunMonTueWedThuFriSat';
  const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
  return `${days.substr(this.getDay() * 3, 3)} ${months.substr(this.getMonth() * 3, 3)} ${$two2(this.getDate())} ${this.getFullYear()}`;
}

/** `performance.now` */
export function $now(): number {
  return Date.now();
}

/** `Date.now`: whole milliseconds. */
export function $dateNow(): number {
  const t = Date.now();
  return t - (t % 1);
}

/** `Date.parse`: NaN for what is no date. */
export function $dateParse(s: any): number {
  s = `${s}`;
  const digits = (at: number, n: number): number => {
    let out = 0;
    for (let i = at; i < at + n; i++) {
      const c = s.charCodeAt(i);
      if (!(c >= 48 && c <= 57)) return 0 / 0;
      out = out * 10 + c - 48;
    }
    return out;
  };
  // YYYY[-MM[-DD]][Thh:mm[:ss[.sss]]][Z|±hh:mm]; other forms are the interpreter's to read.
  const year = digits(0, 4);
  if (year !== year || (s.length > 4 && s.charAt(4) !== '-' && s.charAt(4) !== 'T')) {
    const t = Date.parse(s);
    return t ? t : 0 / 0;
  }
  let at = 4;
  const parts = [1, 1, 0, 0, 0];
  for (let i = 0; i < 2 && s.charAt(at) === '-'; i++) {
    parts[i] = digits(at + 1, 2);
    at += 3;
  }
  if (!(parts[0]! >= 1 && parts[0]! <= 12 && parts[1]! >= 1 && parts[1]! <= 31)) return 0 / 0;
  let ms = 0;
  const hasTime = s.charAt(at) === 'T' || s.charAt(at) === ' ';
  let zone = 0;
  if (hasTime) {
    parts[2] = digits(at + 1, 2);
    parts[3] = digits(at + 4, 2);
    at += 6;
    if (s.charAt(at) === ':') {
      parts[4] = digits(at + 1, 2);
      at += 3;
    }
    if (s.charAt(at) === '.') {
      const from = ++at;
      while (s.charCodeAt(at) >= 48 && s.charCodeAt(at) <= 57) at++;
      ms = digits(from, at - from > 3 ? 3 : at - from);
      for (let i = at - from; i < 3; i++) ms *= 10;
    }
    const mark = s.charAt(at);
    if (mark === 'Z') at++;
    else if (mark === '+' || mark === '-') {
      zone = (digits(at + 1, 2) * 60 + digits(at + 4, 2)) * (mark === '-' ? -1 : 1);
      at += 6;
    } else zone = -new Date($dateUTC(year, parts[0]! - 1, parts[1], parts[2], parts[3])).getTimezoneOffset();
  }
  if (at < s.length || !(parts[2]! <= 24 && parts[3]! < 60 && parts[4]! < 60)) return 0 / 0;
  return $dateUTC(year, parts[0]! - 1, parts[1], parts[2], parts[3], parts[4], ms) - zone * 60000;
}

/** What `new Date(x)` is handed: a number. */
export function $dateOf(x: any): number {
  if (typeof x === 'object' && x) x = x instanceof Date ? x.getTime() : x.valueOf();
  if (typeof x === 'string') return $dateParse(x);
  return x === undefined ? 0 / 0 : +x;
}

/** `date.toString()`; without the zone's name. */
export function $dateText(this: any): string {
  if (this.getTime() !== this.getTime()) return 'Invalid Date';
  const offset = -this.getTimezoneOffset();
  const size = offset < 0 ? -offset : offset;
  const zone = `${offset < 0 ? '-' : '+'}${$two2(Math.floor(size / 60))}${$two2(size % 60)}`;
  return `${$toDateString.call(this)} ${$two2(this.getHours())}:${$two2(this.getMinutes())}:${$two2(this.getSeconds())} GMT${zone}`;
}

/** Sets parts of a date in UTC, from the `first` of year, month, day, hour, minute, second and millisecond on. */
export function $setUTC(date: any, first: number, given: any): number {
  const parts = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds(),
  ];
  for (let i = 0; i < given.length; i++) parts[first + i] = +given[i];
  date.setTime(
    $daysFrom(parts[0], parts[1], parts[2]) * 86400000 +
      $part(parts[3]) * 3600000 +
      $part(parts[4]) * 60000 +
      $part(parts[5]) * 1000 +
      $part(parts[6]),
  );
  return date.getTime();
}

export function $setUTCFullYear(this: any, ...given: any[]): number {
  return $setUTC(this, 0, given);
}

export function $setUTCMonth(this: any, ...given: any[]): number {
  return $setUTC(this, 1, given);
}

export function $setUTCDate(this: any, ...given: any[]): number {
  return $setUTC(this, 2, given);
}

export function $setUTCHours(this: any, ...given: any[]): number {
  return $setUTC(this, 3, given);
}

export function $setUTCMinutes(this: any, ...given: any[]): number {
  return $setUTC(this, 4, given);
}

export function $setUTCSeconds(this: any, ...given: any[]): number {
  return $setUTC(this, 5, given);
}

export function $setUTCMilliseconds(this: any, ...given: any[]): number {
  return $setUTC(this, 6, given);
}
