// Checks an SLH-DSA-SHA2-128s signature (FIPS 205, algorithms 20 and 24) as it comes in, 16 bytes at a time: the card never
// holds more than one node of it and the 35 chain ends of one layer.
//
//   signature = R ‖ 14 × (FORS secret ‖ 12 siblings) ‖ 7 × (35 WOTS+ values ‖ 9 siblings)
//
// Every hash is SHA-256 over PK.seed ‖ 48 zeros ‖ compressed address ‖ input (section 11.2.1): the first three stand in
// one array that is changed in place.
import { sha256 } from './crypto.js';
import type { Bytes } from './types.js';

/** Nodes of 16 bytes: R; those of a FORS tree, of all of them; those of a layer, of all. */
const forsNodes = 13;
const forsEnd = 1 + 14 * forsNodes;
const layerNodes = 44;
const lastNode = forsEnd + 7 * layerNodes - 1;

// Offsets of the compressed address in the array: layer, tree (8), type, key pair (4), chain or height (4), hash or index (4).
const layerAt = 64;
const typeAt = 73;
const pairAt = 76;
const heightAt = 81;
const indexAt = 83;

/** Returns what takes the signature piece by piece: it answers 0 while more must come, then 1 if it is right, else 2. */
export function makeSlhDsa(key: string, context: string, message: string): (piece: string) => number {
  const head = new Uint8Array(86);
  head.set(E.toUint8Array(key.substr(0, 16)));
  const tree = new Uint8Array(8);
  let digest = new Uint8Array(0);
  let leaf = 0;
  let index = 0;
  let node = '';
  /** FORS roots, later the ends of a layer's chains. */
  let list = '';
  let digits: number[] = [];
  let rest = '';
  let n = 0;

  function hash(input: Bytes): string {
    return sha256([head, input]).substr(0, 16);
  }

  function kind(type: number, pair: number): void {
    head.fill(0, typeAt, 86);
    head[typeAt] = type;
    head[pairAt] = pair >> 8;
    head[pairAt + 1] = pair & 255;
  }

  function setIndex(): void {
    head[indexAt] = index >> 16;
    head[indexAt + 1] = (index >> 8) & 255;
    head[indexAt + 2] = index & 255;
  }

  /** The parent of `node` and its sibling. */
  function join(sibling: string, height: number): void {
    const odd = index & 1;
    index >>= 1;
    head[heightAt] = height;
    setIndex();
    node = hash(odd ? [sibling, node] : [node, sibling]);
  }

  function startLayer(layer: number): void {
    digits = [];
    let sum = 0;
    for (let i = 0; i < 16; i++) {
      const b = node.charCodeAt(i);
      digits.push(b >> 4, b & 15);
      sum += 30 - (b >> 4) - (b & 15);
    }
    digits.push(sum >> 8, (sum >> 4) & 15, sum & 15);
    head[layerAt] = layer;
    head.set(tree, layerAt + 1);
    list = '';
  }

  /** WOTS+: from the value that was signed with to the end of its chain. */
  function chain(from: string, start: number): string {
    let x: Bytes = from;
    for (let j = start; j < 15; j++) {
      head[85] = j;
      x = sha256([head, x]).substr(0, 16);
    }
    return x;
  }

  function first(r: string): void {
    const seed = key.substr(0, 16);
    const inner = sha256([r, key, 0, context.length, context, message]);
    digest = E.toUint8Array(sha256([r, seed, inner, 0, 0, 0, 0]));
    for (let i = 0; i < 7; i++) tree[i + 1] = digest[21 + i]!;
    tree[1] = tree[1]! & 63;
    leaf = ((digest[28]! & 1) << 8) | digest[29]!;
    head.set(tree, layerAt + 1);
  }

  function fors(v: string): void {
    const t = ((n - 1) / forsNodes) | 0;
    const p = (n - 1) % forsNodes;
    if (p) join(v, p);
    else {
      const k = (t * 3) >> 1;
      const bits = t & 1 ? ((digest[k]! & 15) << 8) | digest[k + 1]! : (digest[k]! << 4) | (digest[k + 1]! >> 4);
      kind(3, leaf);
      index = t * 4096 + bits;
      setIndex();
      node = hash(v);
    }
    if (p < forsNodes - 1) return;
    list += node;
    if (t < 13) return;
    kind(4, leaf);
    node = hash(list);
    startLayer(0);
  }

  function layer(v: string): void {
    const p = (n - forsEnd) % layerNodes;
    if (p < 35) {
      if (!p) kind(0, leaf);
      head[heightAt] = p;
      list += chain(v, digits[p]!);
      if (p < 34) return;
      kind(1, leaf);
      node = hash(list);
      kind(2, 0);
      index = leaf;
      return;
    }
    join(v, p - 34);
    if (p < layerNodes - 1 || n === lastNode) return;
    // The next layer: nine bits of the tree's number are its leaf, the rest its tree.
    leaf = ((tree[6]! & 1) << 8) | tree[7]!;
    for (let i = 7; i > 1; i--) tree[i] = (tree[i - 1]! >> 1) | (((i > 2 ? tree[i - 2]! : 0) & 1) << 7);
    tree[1] = 0;
    startLayer((((n - forsEnd) / layerNodes) | 0) + 1);
  }

  return (piece) => {
    rest += piece;
    let at = 0;
    while (at + 16 <= rest.length) {
      const v = rest.substr(at, 16);
      at += 16;
      // Beyond its end nothing can be right.
      if (n > lastNode) return 2;
      if (!n) first(v);
      else if (n < forsEnd) fors(v);
      else layer(v);
      n++;
    }
    rest = rest.substr(at);
    if (n <= lastNode) return 0;
    return !rest && node === key.substr(16) ? 1 : 2;
  };
}

/** As `signatureLength` in protocol/publisher/slh-dsa.ts. */
export const signatureLength = (lastNode + 1) * 16;
