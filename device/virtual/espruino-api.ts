// What runs inside the interpreter before the card's runtime: Espruino's globals, made from a few functions of the host.
//
// It is a program of the guest, so it is kept as text. `$host` has what must come from outside; it is taken away before
// anything else runs. Bytes cross as ArrayBuffers, since the guest's strings cannot cross with zeros in them.
import { missingGlobals, missingMembers } from './dialect.js';

const program = String.raw`(function (host, pins, missingGlobals, missingMembers) {
  var fromCharCode = String.fromCharCode, NativeFunction = Function, nativeEval = eval;

  // Bytes of anything that a native takes: strings, numbers, buffers, arrays, and lists of those.
  function gather(x, out) {
    if (typeof x === 'string') for (var i = 0; i < x.length; i++) out.push(x.charCodeAt(i) & 255);
    else if (typeof x === 'number' || typeof x === 'boolean') out.push(x & 255);
    else if (x instanceof ArrayBuffer) gather(new Uint8Array(x), out);
    else if (Array.isArray(x)) for (var k = 0; k < x.length; k++) gather(x[k], out);
    else if (ArrayBuffer.isView(x)) for (var j = 0; j < x.length; j++) out.push(x[j] & 255);
    return out;
  }
  function bytes(x) { return new Uint8Array(gather(x, [])); }
  function buffer(x) { return bytes(x).buffer; }
  function text(b) {
    var u = new Uint8Array(b), s = '';
    for (var i = 0; i < u.length; i += 512) s += fromCharCode.apply(null, u.subarray(i, i + 512));
    return s;
  }
  function list(a) { return Array.prototype.slice.call(a); }

  // ---- timers ----
  var timers = [null];
  function timer(f, ms, repeat, args) {
    if (typeof f !== 'function') throw new Error('a function is needed');
    var id = 1;
    while (timers[id]) id++;
    timers[id] = { f: f, args: args, repeat: repeat };
    host.timer(id, ms > 0 ? ms : 0, repeat ? 1 : 0);
    return id;
  }
  function clear(id) {
    if (!timers[id]) return;
    timers[id] = null;
    host.clear(id);
  }

  // ---- serial ports ----
  var ports = {};
  function port(name) {
    var handlers = [];
    ports[name] = function (b) {
      var s = text(b);
      handlers.forEach(function (f) { f(s); });
    };
    return {
      setup: function () {},
      on: function (event, f) { if (event === 'data') handlers.push(f); },
      removeAllListeners: function () { handlers = []; },
      write: function () { host.write(name, buffer(list(arguments))); },
      print: function (s) { host.write(name, buffer('' + s)); },
      println: function (s) { host.write(name, buffer(s + '\r\n')); },
      setConsole: function () { host.console(name); }
    };
  }

  // ---- pins ----
  var watches = {};
  function pinName(p) { return p && p.$pin; }

  var slice = ArrayBuffer.prototype.slice;
  function split(b, at) { return b && { data: slice.call(b, 0, at), tag: slice.call(b, at) }; }
  var aes = {};
  if (pins.cbc) aes = {
    encrypt: function (m, k, o) { return host.aes(1, buffer(m), buffer(k), buffer(o && o.iv || ''), '' + (o && o.mode || 'CBC')); },
    decrypt: function (m, k, o) { return host.aes(0, buffer(m), buffer(k), buffer(o && o.iv || ''), '' + (o && o.mode || 'CBC')); }
  };
  if (pins.ccm) {
    aes.ccmEncrypt = function (m, k, n, t) { var b = buffer(m); return split(host.ccmEncrypt(b, buffer(k), buffer(n), t), b.byteLength); };
    aes.ccmDecrypt = function (m, k, n, t) { return host.ccmDecrypt(buffer(m), buffer(k), buffer(n), buffer(t)); };
  }
  var crypto = {};
  if (pins.sha256) crypto.SHA256 = function (m) { return host.sha256(buffer(m)); };
  if (pins.cbc) crypto.AES = aes;
  if (pins.pbkdf2) crypto.PBKDF2 = function (secret, salt, o) {
    return host.pbkdf2(buffer(secret), buffer(salt), o.iterations, o.keySize * 4);
  };
  var storage = {
    read: function (name, from, length) {
      var b = host.read('' + name);
      if (b === undefined) return undefined;
      var s = text(b);
      return from === undefined ? s : length === undefined ? s.substr(from) : s.substr(from, length);
    },
    write: function (name, data, offset, size) {
      var why = host.put(('' + name).substr(0, 28), buffer(data), offset || 0, size || 0);
      if (why) throw new Error(why);
      return true;
    },
    erase: function (name) { host.erase('' + name); },
    list: function () { return JSON.parse(host.names()); },
    getFree: function () { return host.room(); },
    getStats: function () {
      var free = host.room();
      return { totalBytes: pins.storage, freeBytes: free, fileBytes: pins.storage - free, trashBytes: 0 };
    },
    compact: function () {}
  };
  var modules = { Storage: storage };
  if (pins.sha256 || pins.cbc) modules.crypto = crypto;

  var globals = {
    global: globalThis,
    E: {
      toString: function () { return text(buffer(list(arguments))); },
      toUint8Array: function () { return bytes(list(arguments)); },
      toArrayBuffer: function (x) { return buffer(x); },
      CRC32: function (x) { return host.crc32(buffer(x)); },
      hwRand: function () { return host.random(); },
      setConsole: function (device) { host.console(device ? 'open' : ''); },
      getConsole: function () { return null; },
      enableWatchdog: function () {},
      defrag: function () {},
      kickWatchdog: function () {},
      setFlags: function () {},
      on: function () {},
      getErrorFlags: function () { return []; },
      reboot: function () { host.load(''); }
    },
    process: {
      env: { BOARD: pins.board, VERSION: '2v29', MODULES: Object.keys(modules).join(',') },
      version: '2v29',
      memory: function () {
        var used = host.used();
        return { free: pins.vars - used, usage: used, total: pins.total, history: 0, blocksize: pins.block };
      }
    },
    require: function (name) {
      var m = modules[name];
      if (!m) throw new Error('Module ' + name + ' not found');
      return m;
    },
    setTimeout: function (f, ms) { return timer(f, ms, false, list(arguments).slice(2)); },
    setInterval: function (f, ms) { return timer(f, ms, true, list(arguments).slice(2)); },
    clearTimeout: clear,
    clearInterval: clear,
    getTime: function () { return host.now(); },
    load: function (file) { host.load(file === undefined ? '' : '' + file); },
    reset: function () { host.load('-'); },
    print: function () { host.print(list(arguments).map(String).join(' ')); },
    digitalWrite: function (p, v) { host.pin(pinName(p), v ? 1 : 0); },
    digitalRead: function (p) { return host.level(pinName(p)); },
    setWatch: function (f, p, o) {
      watches[pinName(p)] = { f: f, edge: o && o.edge || 'both' };
      return 1;
    },
    clearWatch: function () { watches = {}; },
    atob: function (s) { return text(host.atob('' + s)); },
    btoa: function (s) { return host.btoa(buffer(s)); },
    console: { log: function () { host.print(list(arguments).map(String).join(' ')); } }
  };
  // As on the boards: with CCM alone the global is the only way to it.
  if (pins.ccm) globals.AES = aes;
  pins.ports.forEach(function (name) { globals[name] = port(name); });
  pins.pins.forEach(function (name) { globals[name] = { $pin: name }; });

  function checked(code) {
    var why = host.refused(code);
    if (why) throw new SyntaxError(why);
  }
  function BoardFunction() {
    var a = list(arguments), code = a.length ? a[a.length - 1] : '';
    checked('(function(' + a.slice(0, -1).join(',') + '){' + code + '})');
    return NativeFunction.apply(null, a);
  }
  globals.Function = BoardFunction;
  // Program text may be of the lexer's tokens, which this interpreter's does not have.
  function spelled(code) { return host.spelled(buffer(code)); }
  globals.$spelled = spelled;

  Object.keys(globals).forEach(function (name) {
    Object.defineProperty(globalThis, name, { value: globals[name], writable: true, configurable: true, enumerable: false });
  });
  Object.keys(missingMembers).forEach(function (path) {
    var o = path.split('.').reduce(function (p, k) { return p[k]; }, globalThis);
    missingMembers[path].forEach(function (k) { delete o[k]; });
  });
  var Uint8 = Uint8Array, typed = Object.getPrototypeOf(Uint8);
  ['from', 'of'].forEach(function (k) { delete typed[k]; });
  ['at', 'copyWithin', 'lastIndexOf', 'reduceRight', 'keys', 'values', 'entries'].forEach(function (k) { delete typed.prototype[k]; });
  var own = globalThis;
  missingGlobals.forEach(function (k) { delete own[k]; });

  return function (what, id, b) {
    if (what === 'timer') {
      var t = timers[id];
      if (!t) return;
      if (!t.repeat) timers[id] = null;
      t.f.apply(undefined, t.args);
    } else if (what === 'data') {
      if (ports[id]) ports[id](b);
    } else if (what === 'edge') {
      var w = watches[id];
      if (w && (w.edge === 'both' || w.edge === b)) w.f({ state: b === 'rising', time: host.now() });
    } else if (what === 'boot') {
      // Once, for all of it: eval itself has to stay the interpreter's own, since it sees the scope that it stands in.
      var runtime = storage.read(text(b).substr(pins.nameAt, pins.nameLength));
      if (runtime) checked(spelled(runtime));
      checked(text(b));
      nativeEval(spelled(text(b)));
    } else if (what === 'repl') {
      var code = text(b);
      try {
        checked(code);
        var v = nativeEval(code);
        return '=' + (v === undefined ? 'undefined' : JSON.stringify(v));
      } catch (e) { return '!' + e; }
    }
  };
})`;

/** The prelude for a board: an expression that gives the guest's one entry point. `board` is inserted as JSON. */
export const guestProgram = (board: object): string =>
  `${program}($host, ${JSON.stringify(board)}, ${JSON.stringify(missingGlobals)}, ${JSON.stringify(missingMembers)})`;
