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
