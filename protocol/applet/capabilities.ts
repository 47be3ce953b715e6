// The members of `$c`, the one object through which confined code reaches anything outside itself.
// The compiler emits them, the card's runtime provides them. What the header does not list in `caps` is not there.

/** Always there: what compiled code needs of the language itself. */
export const supportMembers = {
  $promise: 'new Promise(executor)',
  $resolve: 'Promise.resolve(value)',
  $reject: 'Promise.reject(value)',
  $all: 'Promise.all(list)',
  $error: 'new Error(message)',
  $bytes: 'new Uint8Array(length or list)',
  $floor: 'Math.floor(x)',
  $ceil: 'Math.ceil(x)',
  $round: 'Math.round(x)',
  $abs: 'Math.abs(x)',
  $min: 'Math.min(a, b, …)',
  $max: 'Math.max(a, b, …)',
  $number: 'Number(x)',
  $chr: 'String.fromCharCode(n, …)',
  $find:
    'find(held, what, from, whole): position in a text or list, or -1; of lists, `whole` compares as includes does and answers 0 or -1',
  $split: 'split(text, separator)',
  $apply: 'f(...list), of at most 64',
  $join: 'list.join(separator), of at most 4,096',
  $slice: 'x.slice(from, to) of a text, a list or bytes of at most 4,096',
  $sub: 'bytes.subarray(from, to)',
  $repeat: 'text.repeat(count), at most 4,096 bytes',
  $pad: 'text.padStart(length, filler), or padEnd if `end` is given, at most 4,096 bytes',
  $then: 'promise.then(ok, no)',
  $run: 'run(step, catches): drives an async function compiled to a state machine, returns its promise (see device/runtime/support.ts)',
  $server: 'calls method number n of the server half with an arguments record: returns a promise of the answer record',
  $state: 'the state record',
  $log: 'log(n, list): sends a line to the author; n numbers the places in the code that do',
} as const;

/** There if listed in `caps`; the names that an author declares, with the member each becomes. */
export const capabilityMembers = {
  confirm: '$confirm',
  led: '$led',
  random: '$random',
  sha256: '$sha256',
  millis: '$millis',
} as const;
export type CapabilityName = keyof typeof capabilityMembers;

/**
 * Members of `$c` for channel code (the projected half of the channel, in `server/projector/templates`) in place of those
 * above, except the support members. There only if the header's `caps` list the circuit they belong to. Keys are arrays
 * that the runtime made and wipes; data are byte strings. Directions: 0 down (towards the card), 1 up.
 */
export const channelMembers = {
  cbc: {
    $iv: 'iv(dir, nonce): AES-256-ECB of 16 bytes under the encryption key of direction dir',
    $enc: 'enc(iv, data): AES-256-CBC, PKCS#7 padding added, under the up encryption key',
    $dec: 'dec(iv, data): AES-256-CBC under the down encryption key, padding removed; undefined if the padding is malformed',
  },
  ccm: {
    $ccm: 'ccm(nonce, data): AES-128-CCM under the up encryption key (its first half), nonce of 13 bytes: ciphertext and tag of 16 bytes',
    $unccm: 'unccm(nonce, text, tag): its inverse under the down encryption key; undefined if the tag is wrong',
  },
  mac: {
    $mac: 'mac(dir, data): HMAC-SHA-256 under the MAC key of direction dir, 32 bytes',
  },
  words: {
    $key: 'key(dir): the encryption key of direction dir as eight little-endian words, the array itself',
    $words: 'words(n): n words, zero, wiped with the keys; words(data): those of a byte string, filled up with zeros',
    $text: 'text(words, length): their first bytes, as a byte string',
  },
  same: {
    $same: 'same(a, b): compares two 16-byte strings without early exit',
  },
} as const;
export type ChannelCircuit = keyof typeof channelMembers;
