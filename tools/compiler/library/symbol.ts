// Symbols are texts whose first character is \xff: the interpreter takes them as keys and lists them nowhere.

export function $Symbol(description: any): any {
  const own: any = $Symbol;
  own['\xffn'] = (own['\xffn'] || 0) + 1;
  return `\xff${own['\xffn']}:${description === undefined ? '' : description}`;
}

export function $symbolFor(key: any): any {
  return `\xfffor:${key}`;
}

export function $symbolKeyFor(symbol: any): any {
  return symbol.substr(0, 5) === '\xfffor:' ? symbol.substr(5) : undefined;
}

export function $isSymbol(x: any): boolean {
  return typeof x === 'string' && x.charAt(0) === '\xff';
}

/** `typeof` where symbols are about. */
export function $typeOf(x: any): string {
  return $isSymbol(x) ? 'symbol' : typeof x;
}

/** `symbol.description`; of anything else the member of that name. */
export function $symbolDescription(this: any): any {
  const s = `${this}`;
  return s.charAt(0) !== '\xff'
    ? undefined
    : s.indexOf(':') >= 0
      ? s.substr(s.indexOf(':') + 1)
      : `Symbol.${s.substr(1)}`;
}
