// Calls: from local apps through the gate, from the server, and from the applet to the server.
//
// One gate call runs at a time; others wait in order. A method that the server calls may run while a gate call waits for
// the server (else the two would block each other). Each keeps its own context — idempotency key and count of server
// calls — through every `await` and `.then`: `$run` and `$then` put it back before each step. Code that runs otherwise
// belongs to the one call in flight, or is refused if there are several.
import {
  ANSWER_INVALID,
  APPLET_ERROR,
  APPLET_QUOTA,
  ARGUMENTS_INVALID,
  ARGUMENTS_TOO_BIG,
  CALL_CANCELLED,
  CALL_TIMEOUT,
  CARD_BUSY,
  CARD_STATE,
  EPOCH_FAILED,
  MESSAGE_MALFORMED,
  METHOD_UNKNOWN,
  RATE_EXCEEDED,
  SEAL_BROKEN,
} from '../../protocol/errors/numbers.js';
import { at16, blob, chr, le16, refusal, rest } from './bytes.js';
import { addCapabilities } from './capabilities.js';
import { get, put } from './codec.js';
import { seal, unseal, wipeKeys } from './crypto.js';
import { timed, timeLimit } from './guard.js';
import { chCall, chReport, chResult, msgResult } from './messages.js';
import type { Overlay } from './overlay.js';
import { ask } from './person.js';
import { loadProgram, startSegment } from './program.js';
import { draw } from './random.js';
import { run, type Step } from './support.js';
import type { Applet, Call, Env, Keys, Method, Refusal, Type } from './types.js';

/** Limits `call.pending`, `call.arguments`, `call.time`. */
const pendingLimit = 8;
const sizeLimit = 2048;
const callSeconds = 60;
/** Server calls of an applet that wait for their answers. */
const openLimit = 16;

/** What calls need of their session. */
export interface CallHost {
  readonly id: number;
  readonly env: Env;
  /** To the server. */
  up(code: number, body: string): void;
}

interface Waiting {
  readonly ok: (value: unknown) => void;
  readonly no: (why: Refusal) => void;
  readonly type: Type;
  readonly call: Call | undefined;
}

let s: CallHost;
let applet: Applet | undefined;
/** Epoch since which the gate table is in force: a call that the host numbered for one before means another method. */
let since = 0;
let down: Keys | undefined;
let up: Keys | undefined;
let received = 0;
let sent = 0;
let queue: Call[] = [];
let active: Call[] = [];
let running: Call | undefined;
let current: Call | undefined;
let waiting: Record<number, Waiting> = {};
let open = 0;
let next = 0;
let over = false;
let overlay: Overlay | undefined;
/** When something else than an applet had a turn. */
let beat = getTime();

export function startCalls(host: CallHost): void {
  'cold';
  s = host;
}

/** Answers a call, once. */
function settle(call: Call, status: number, body: string): void {
  if (call.done) return;
  const before = s.env.half;
  s.env.half = msgResult;
  try {
    call.done = true;
    active = active.filter((c) => c !== call);
    if (call.fromGate) s.env.send(chr(msgResult, s.id) + le16(call.id) + blob(seal(up!, sent++, le16(status) + body)));
    else s.up(chResult, le16(call.id) + le16(status) + blob(body));
  } finally {
    s.env.half = before;
  }
  if (running === call) {
    running = undefined;
    start();
  }
}

/** Tells the author, through the server: a line that the applet logged (place `log`), or where it failed (0). */
function report(id: string, log: number, text: string, trace: string): void {
  'cold';
  s.up(chReport, id.substr(0, 4) + le16(log) + blob(text.substr(0, 160)) + blob(trace.substr(0, 320)));
}

function fail(call: Call, why: unknown): void {
  'cold';
  const w = why as Refusal | string | undefined;
  let status = APPLET_ERROR;
  let text = typeof w === 'string' ? w : '';
  let trace: unknown;
  if (w && typeof w === 'object') {
    const code = w.$code;
    if (typeof code === 'number' && code > 0 && (code & 65535) === code) status = code;
    if (typeof w.message === 'string') text = w.message;
    if (status === APPLET_ERROR && !call.done) trace = (w as { stack?: unknown }).stack;
  }
  call.end = 0;
  // First, so that it is there when the caller asks for it.
  if (typeof trace === 'string') {
    const { id, seg, x } = call.app;
    const n = x[call.i];
    report(seg && typeof n === 'number' ? seg.ids.substr(32 * (n >> 4), 4) : id, 0, text, trace);
  }
  settle(call, status, text.substr(0, 120));
}

/** Counts bytes that an applet sends, a bucket that empties in a minute. False if it may not: it has sent too many. */
function maySend(app: Applet, bytes: number): boolean {
  const now = getTime();
  const left = Math.max(0, app.sent - ((now - app.when) * app.out) / 60) + bytes;
  if (left > app.out) return false;
  app.sent = left;
  app.when = now;
  return true;
}

function finish(call: Call, value: unknown): void {
  if (call.done) return;
  let body = '';
  try {
    body = put(call.m[2] as Type, value, '');
  } catch (why) {
    fail(call, refusal(ANSWER_INVALID, `${why}`));
    return;
  }
  if (body.length > sizeLimit) fail(call, refusal(ARGUMENTS_TOO_BIG, 'answer'));
  else if (!maySend(call.app, body.length)) fail(call, refusal(APPLET_QUOTA, 'bytes'));
  else settle(call, 0, body);
}

/** Runs `f` as a piece of `call`. */
function within(call: Call | undefined, f: () => unknown): unknown {
  // Nothing of an applet goes on when the session is over.
  if (over) throw refusal(CALL_CANCELLED, 'the session');
  // Promises that go on and on leave no turn to anything else, this clock's tick included.
  if (getTime() > beat + timeLimit / 1000) throw refusal(APPLET_QUOTA, 'time');
  // Nor of a call that has failed; one that was answered may still finish what it began, in its time.
  if (call && getTime() > call.end) throw refusal(CALL_CANCELLED, 'the call');
  const outer = current;
  const busy = call?.busy;
  const from = getTime();
  const { half } = s.env;
  current = call;
  if (call) {
    call.busy = true;
    // What an interrupt ends in here is the call alone.
    s.env.half = 0;
  }
  const ms = call ? call.app.ms : timeLimit;
  try {
    return timed(s.env, ms, f);
  } finally {
    current = outer;
    s.env.half = half;
    if (call) {
      call.busy = !!busy;
      // A native may have taken all of it, without a guard.
      if ((getTime() - from) * 1000 > ms) fail(call, refusal(APPLET_QUOTA, 'time'));
    }
  }
}

function work(call: Call): void {
  if (call.done) return;
  const x = call.app.x[call.i]!;
  let args: unknown;
  try {
    args = get(call.m[1] as Type, call.args);
  } catch (why) {
    fail(call, refusal(ARGUMENTS_INVALID, `${why}`));
    return;
  }
  try {
    Promise.resolve(
      within(call, () =>
        overlay && call.app.seg ? overlay.enter(call.app, x, [args]) : (x as (args: unknown) => unknown)(args),
      ),
    ).then(
      (v) => finish(call, v),
      (why) => fail(call, why),
    );
  } catch (why) {
    fail(call, why);
  }
}

/** Token bucket: `calls` in `seconds`. */
function rateAdmits(call: Call): boolean {
  const most = call.m[4] as number;
  const now = getTime();
  const a = call.app;
  const left = Math.min(most, a.left[call.i]! + ((now - a.at[call.i]!) * most) / (call.m[5] as number));
  a.at[call.i] = now;
  a.left[call.i] = left < 1 ? left : left - 1;
  return left >= 1;
}

/** Starts the next gate call if none runs. */
function start(): void {
  while (!running && queue.length) {
    const call = queue.shift()!;
    if (call.done) continue;
    running = call;
    call.end = getTime() + callSeconds;
    if (!rateAdmits(call)) fail(call, refusal(RATE_EXCEEDED, 'rate'));
    else if (!call.m[3]) work(call);
    else if (
      !ask(s.env, s.id, call.id, '', (why) => {
        if (why) fail(call, why);
        else work(call);
      })
    )
      fail(call, refusal(CARD_BUSY, 'button'));
  }
}

/** `i`: number of the export. A call of none is made too, so that it can be answered. */
function newCall(id: number, gate: boolean, key: string, i: number, args: string): Call {
  const app = applet!;
  // What brings a call is a turn as well.
  beat = getTime();
  const m: Method = JSON.parse((gate ? i < app.gates : i >= app.gates) ? app.own[i] || '[]' : '[]');
  const call = {
    id: id,
    fromGate: gate,
    key: key,
    n: 0,
    app: app,
    i: i,
    m: m,
    args: args,
    end: beat + callSeconds,
    busy: false,
    done: false,
  };
  active.push(call);
  return call;
}

/** The call that code running now belongs to. */
function owner(): Call | undefined {
  'cold';
  if (current) return current;
  const started = active.filter((c) => !c.fromGate || c === running);
  if (started.length > 1) throw refusal(CARD_STATE, 'several calls');
  return started[0];
}

function callServer(from: Applet, i: number, args: unknown): Promise<unknown> {
  'cold';
  // What is no number could name something else than a method.
  const text = typeof i === 'number' ? from.remote[i] : undefined;
  let m: Method | undefined;
  let call: Call | undefined;
  let body = '';
  let method = -1;
  try {
    if (!text) throw refusal(METHOD_UNKNOWN, 'server method');
    m = JSON.parse(text) as Method;
    call = owner();
    if (call?.done) throw refusal(CALL_CANCELLED, 'the call');
    if (open >= openLimit) throw refusal(CARD_BUSY, 'server calls');
    // An applet of an epoch before goes on until its calls are done; the server knows only the methods of now.
    // A calls list is declared exactly alike, or it is another method.
    method = from === applet || !applet ? i : applet.remote.indexOf(text);
    if (method < 0) throw refusal(EPOCH_FAILED, 'method');
    try {
      body = put(m[1] as Type, args, '');
    } catch (why) {
      throw refusal(ARGUMENTS_INVALID, `${why}`);
    }
    if (body.length > sizeLimit) throw refusal(ARGUMENTS_TOO_BIG, 'arguments');
    // The ordinal is one byte, and the server takes a call of the same one for a repetition.
    if (call && call.n > 255) throw refusal(APPLET_QUOTA, 'server calls');
    if (!maySend(from, body.length)) throw refusal(APPLET_QUOTA, 'bytes');
  } catch (why) {
    return Promise.reject(why);
  }
  return new Promise((ok, no) => {
    next = (next + 1) & 65535;
    open++;
    waiting[next] = { ok: ok, no: no, type: m![2] as Type, call: call };
    const gate = call?.fromGate;
    s.up(
      chCall,
      le16(next) +
        chr(method) +
        (gate ? call!.key : E.toString(new Uint8Array(16))) +
        chr(gate ? call!.n : 0) +
        blob(body),
    );
    if (call) call.n++;
  });
}

/** Runs what waits for `promise` as pieces of the call that runs now. */
function chain(promise: Promise<unknown>, ok: unknown, no?: unknown): Promise<unknown> {
  'cold';
  const call = current;
  const piece = (f: unknown) =>
    typeof f === 'function' ? (value: unknown) => within(call, () => f(value)) : undefined;
  return promise.then(piece(ok), piece(no));
}

/** Completes the `$c` of an applet or of a segment, whose measurement is `id`. */
export function capabilities(c: Record<string, unknown>, a: Applet, id: string): void {
  'cold';
  // What waits goes on as a piece of the call in which it began to wait.
  if (c.$run)
    c.$run = (step: Step, catches?: unknown) => {
      const call = current;
      return run((value, done, failed) => within(call, () => step(value, done, failed)), catches);
    };
  const then: typeof chain = (promise, ok, no) => chain(promise, ok, no);
  if (c.$then) c.$then = then;
  c.$state = a.st;
  if (c.$log)
    c.$log = (n: number, list: unknown[]) => {
      const line = list.map((x) => (typeof x === 'string' ? x : JSON.stringify(x))).join(' ');
      if (maySend(a, line.length)) report(id, n & 65535, line, '');
    };
  c.$server = (i: number, args: unknown) => callServer(a, i, args);
  addCapabilities(
    c,
    a.caps,
    s.env,
    (length) => draw(s.env, length),
    (message, answer) => {
      const call = owner();
      if (!ask(s.env, s.id, call?.fromGate ? call.id : 0, seal(up!, sent, message), answer)) return false;
      sent++;
      return true;
    },
  );
  if (!a.seg) return;
  if (!overlay)
    overlay = s.env.seg()({
      up: s.up,
      chain: then,
      make: (list, of, app) =>
        startSegment(loadProgram(list, of), app, (own, from, name) => capabilities(own, from, name), s.env),
    });
  overlay.capabilities(c, a);
}

/** The keys of the gate. */
export function gateKeys(d: Keys, u: Keys): void {
  'cold';
  down = d;
  up = u;
}

/** The applet for calls that start from now on, in force since `epoch`. */
export function useApplet(a: Applet, epoch: number): void {
  'cold';
  if (applet && applet.gateId !== a.gateId) since = epoch;
  applet = a;
}

/** A piece of a segment: body of the channel message. */
export function segmentPiece(body: string): void {
  'cold';
  if (!overlay) throw refusal(MESSAGE_MALFORMED, 'segment');
  overlay.piece(body.substr(0, 8), rest(body, 8, 1024));
}

/** Lets segments go: an epoch begins. */
export function dropSegments(): void {
  'cold';
  if (overlay) overlay.drop();
}

/** A gate call of the host: number and sealed body. */
export function gateCall(id: number, body: string): void {
  const plain = unseal(down!, received, body);
  if (plain === undefined) throw refusal(SEAL_BROKEN, 'gate');
  received++;
  const i = plain.charCodeAt(2);
  const call = newCall(id, true, plain.substr(3, 16), i, plain.substr(19));
  if (plain.length < 19) fail(call, refusal(METHOD_UNKNOWN, 'gate'));
  else if (at16(plain, 0) < since) fail(call, refusal(CARD_BUSY, 'epoch'));
  else if (!call.m.length) fail(call, refusal(METHOD_UNKNOWN, 'gate'));
  else if (call.args.length > sizeLimit) fail(call, refusal(ARGUMENTS_TOO_BIG, 'arguments'));
  else if (active.length > pendingLimit) fail(call, refusal(CARD_BUSY, 'calls'));
  else {
    queue.push(call);
    start();
  }
}

export function cancelCall(id: number): void {
  'cold';
  for (let i = 0; i < active.length; i++) {
    const call = active[i]!;
    if (call.fromGate && call.id === id) {
      fail(call, refusal(CALL_CANCELLED, ''));
      return;
    }
  }
}

/** A call of the server: body of the channel message. */
export function cardCall(body: string): void {
  'cold';
  const i = body.charCodeAt(2) + applet!.gates;
  const call = newCall(at16(body, 0), false, body.substr(3, 16), i, rest(body, 20, sizeLimit));
  if (!call.m.length) fail(call, refusal(METHOD_UNKNOWN, 'card'));
  else if (active.length > pendingLimit) fail(call, refusal(CARD_BUSY, 'calls'));
  else work(call);
}

/** The server's answer to a call of the applet. */
export function serverAnswer(body: string): void {
  'cold';
  const w = waiting[at16(body, 0)];
  const status = at16(body, 2);
  const value = rest(body, 4, sizeLimit);
  if (!w) throw refusal(MESSAGE_MALFORMED, 'answer');
  delete waiting[at16(body, 0)];
  open--;
  if (status) {
    w.no(refusal(status, value));
    return;
  }
  try {
    w.ok(get(w.type, value));
  } catch (why) {
    w.no(refusal(ANSWER_INVALID, `${why}`));
  }
}

export function tickCalls(): void {
  const now = getTime();
  if (overlay) overlay.tick();
  beat = now;
  // No code runs while a timer does: what an interrupt ended left these.
  current = undefined;
  s.env.until = 0;
  for (let i = active.length - 1; i >= 0; i--) {
    const call = active[i]!;
    if (call.busy) fail(call, refusal(APPLET_QUOTA, 'memory'));
    else if (now > call.end) fail(call, refusal(CALL_TIMEOUT, 'time'));
  }
}

export function wipeCalls(): void {
  'cold';
  over = true;
  if (overlay) overlay.wipe();
  if (down) wipeKeys(down);
  if (up) wipeKeys(up);
  down = up = undefined;
  for (let i = 0; i < active.length; i++) active[i]!.done = true;
  queue = [];
  active = [];
  waiting = {};
  open = 0;
  applet = running = current = undefined;
}
