// Draws programs that the verifier takes, to run them where they could do harm: from a grammar that leans towards what the
// interpreter reads oddly, and by changing the tokens of those before. All from one seed.
import { verify } from '../verify.js';

/** Numbers from 0 up to below `n`, the same for the same seed (mulberry32). */
function random(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

const head = 'var $a,$b,$d,$e,$f;';
const members =
  '$out $server $floor $chr $error $resolve $bytes $apply $find $split $join $slice $sub $repeat $pad $then $all $promise $number $min $round $state $run'.split(
    ' ',
  );
const methods =
  'push pop shift unshift splice concat indexOf includes map filter forEach every some reverse fill set charAt charCodeAt substr substring split startsWith endsWith trim toUpperCase toString'.split(
    ' ',
  );
const odd =
  '$a $b $d $e $f $c $t 0 1 0x1f 07 2147483647 ( ) [ ] { } , ; : . + - / % | |0] = += /= == ? ?? ++ -- ! ~ typeof void null true function( ){$g(); for( of if( else return throw try{ }catch($a){ finally{ switch( case default: break continue var .length .message .$x .$out $t[0] $t[1] $t[3] $c.$server $c.$out('.split(
    ' ',
  );

const seeds = [
  '[1,$t[3],[7]]',
  '{$x:{$y:1}}',
  '$t[4]',
  '$c.$bytes(4)',
  'function($a){$g();return $a}',
  '$c',
  '$c.$server',
  '$c.$error($t[3])',
  '$c.$resolve(1)',
  '$c.$state',
  '-1',
  '$t',
];

export class Accepted {
  readonly #draw: (n: number) => number;
  readonly #kept: string[] = [];
  constructor(seed: number) {
    this.#draw = random(seed);
  }

  #of<T>(list: readonly T[]): T {
    return list[this.#draw(list.length)]!;
  }

  #name = (): string => this.#of(['$a', '$b', '$d', '$e', '$f']);

  #target(): string {
    const n = this.#draw(8);
    return this.#name() + (n < 4 ? '' : n < 5 ? '[0]' : n < 6 ? `[${this.#name()}|0]` : n < 7 ? '.$x' : '.$x.$y');
  }

  #value(depth: number): string {
    const v = (): string => this.#value(depth + 1);
    if (depth > 2) return this.#of([this.#name(), '0', '7', '$t[0]', '$t[3]', '$c', 'null', '-1']);
    switch (this.#draw(22)) {
      case 0:
        return this.#of(['0', '1', '255', '2147483647', '0xffffffff', '07']);
      case 1:
        return `$t[${this.#draw(9)}]`;
      case 2:
        return `[${v()},${v()}]`;
      case 3:
        return `{$x:${v()},$out:${v()}}`;
      case 4:
        return `function($a){$g();${this.#statement(depth + 2)}return ${v()}}`;
      case 5:
      case 6:
        return `$c.${this.#of(members)}(${v()},${v()})`;
      case 7:
      case 8:
        return `${this.#name()}.${this.#of(methods)}(${v()})`;
      case 9:
        return `(${v()}${this.#of([' + ', ' / ', ' | ', ' == ', ' < ', ' && ', ' ?? ', ' >>> ', ' % ', ' !== '])}${v()})`;
      case 10:
        return `(${v()} ? ${v()} : ${v()})`;
      case 11:
        return `${this.#of(['! ', '- ', '~ ', 'typeof ', 'void '])}(${v()})`;
      case 12:
        return `${this.#name()}(${v()},${v()})`;
      case 13:
        return `(${this.#target()} = ${v()})`;
      case 14:
        return `$c.${this.#of(members)}`;
      case 15:
        return `${this.#name()}[${v()}|0]`;
      case 16:
        return `${this.#name()}${this.#of(['.length', '.message', '.$x', '.$out', '.$server'])}`;
      case 17:
        return `$c.$state.$x`;
      default:
        return this.#name();
    }
  }

  #statement(depth: number): string {
    const s = (): string => this.#statement(depth + 1);
    const v = (): string => this.#value(depth + 1);
    if (depth > 2) return `${this.#target()} = ${v()};`;
    switch (this.#draw(12)) {
      case 0:
        return `if(${v()}){${s()}}else{${s()}}`;
      case 1:
        return `for(${this.#target()} of ${v()}){$g();${s()}}`;
      case 2:
        return `for($a = 0;$a<3;$a++){$g();${s()}}`;
      case 3:
        return `try{${s()}throw ${v()}}catch($e){${s()}}`;
      case 4:
        return `switch(${v()}){case ${v()}:${s()}default:${s()}}`;
      case 5:
        return `${this.#target()}${this.#of(['++', '--', ' += 1', ' |= 3'])};`;
      case 6:
        return `$c.$out(${v()});`;
      default:
        return `${this.#target()} = ${v()};`;
    }
  }

  #fresh(): string {
    let body = '';
    // Values of every kind to begin with, so that not every program ends at once.
    for (const name of ['$a', '$b', '$d', '$e', '$f']) if (this.#draw(3)) body += `${name} = ${this.#of(seeds)};`;
    for (let n = 1 + this.#draw(2); n > 0; n--) body += this.#statement(0);
    return `${head}${body}return[${this.#value(2)}]`;
  }

  #changed(): string {
    const tokens =
      this.#of(this.#kept)
        .slice(head.length)
        .match(/\$\w+|\w+|[^\w$]/g) ?? [];
    for (let n = 1 + this.#draw(3); n > 0; n--) {
      const at = this.#draw(tokens.length);
      const how = this.#draw(3);
      tokens.splice(at, how ? 1 : 0, ...(how < 2 ? [this.#of(odd)] : []));
    }
    return head + tokens.join('');
  }

  /** The next program that the verifier takes. */
  next(): string {
    for (;;) {
      const code = this.#kept.length > 20 && this.#draw(2) ? this.#changed() : this.#fresh();
      if (code.length > 400 || verify(code)) continue;
      if (this.#kept.length < 400) this.#kept.push(code);
      else this.#kept[this.#draw(400)] = code;
      return code;
    }
  }
}
