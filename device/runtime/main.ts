// The resident part of the card's runtime: started from flash at boot, it takes the port over and never gives it back.
//
//   port ⇄ link ⇄ { desk: enrolment, description
//                 { session: set-up, records, calls, applet
//
// Only the link stays in memory. The other parts are functions whose text is in flash: `$desk`, `$session` and `$out`,
// what they share, are parameters' names in the artifact that tools/compiler joins.
import { CARD_MEMORY, INTERNAL, SESSION_CLOSED, SESSION_UNKNOWN } from '../../protocol/errors/numbers.js';
import { bootFile, configFile, consoleFile, placeAt, seedFile } from '../boards/files.js';
import { at16, blob, chr, le16, refusal } from './bytes.js';
import type { Desk } from './desk.js';
import { greet, linkData, linkIdle, linkSend, mendLink, startLink, tickLink, tickTime } from './link.js';
import { msgChannel, msgClose, msgClosed, msgDescription, msgFault, msgOpen, msgProve, msgRenew } from './messages.js';
import type { Overlay, OverlayHost } from './overlay.js';
import { pinOf, portOf } from './port.js';
import { scrub } from './scrub.js';
import type { Session } from './session.js';
import type { Config, Env, Part, Refusal, Shared, SignatureMaker } from './types.js';

type MakeDesk = (env: Env) => Desk;
type MakeOverlay = (host: OverlayHost) => Overlay;
type OpenSession = (env: Env, id: number, slot: string, share: string) => Session;
declare const $desk: Part<MakeDesk>;
declare const $session: Part<OpenSession>;
declare const $signature: Part<SignatureMaker>;
declare const $overlay: Part<MakeOverlay>;
declare const $out: Shared<MakeDesk & OpenSession & SignatureMaker & MakeOverlay>;

/** JsVars that a session takes while it is set up, without its applet. */
const sessionCost = 1600;
/** Bytes kept for the recovery from exhausted memory. */
const spareBytes = 600;
/** JsVars below which a session is ended before there are none, and above which the bytes are taken again. */
const least = 60;
const enough = 150;
/** JsVars below which natives may have found too few side by side. */
const tight = 300;
/** JsVars above those at rest that a session may leave behind, and the ticks until that is looked at. */
const slack = 150;
const settled = 2;
/** What {@link Env.half} is where no message of the host is handled: above their codes. */
const ticking = 256;
/** Milliseconds after which a timer looks whether the tick still runs, and another one, should that be lost too. */
const guardTimes = [3000, 31000];

/** What a part makes, whose text is read from flash for it. */
function made<T>(part: Part<T>): T {
  part($out as never);
  const make = $out.make as T;
  $out.make = undefined;
  return make;
}

/** Is it a message of a session, with its number behind the code? */
function ofSession(code: number): boolean {
  return (code >= msgChannel && code <= msgClose) || code === msgRenew;
}

const storage = require('Storage');
const config: Config = JSON.parse(storage.read(configFile + storage.read(bootFile)!.substr(placeAt, 1))!);
const port = portOf(config.port);
let desk: Desk | undefined;
let session: Session | undefined;
let timers: number[] = [];
let spare: Uint8Array | undefined;
let alive = true;
let tries = 0;
let lost = 0;
let soiled = 0;
let rest = 0;
let flagged = false;

const env: Env = {
  cfg: config,
  cid: atob(config.id),
  hash: '',
  rng: { k: '', v: '' },
  who: undefined,
  told: [],
  sig: () => made($signature),
  seg: () => made($overlay),
  until: 0,
  half: 0,
  send: linkSend,
  later: (f) => {
    env.told.push(f);
    setTimeout(tell, 0);
  },
  scrub: () => {
    // Later, when nothing of what was freed is on the stack any more.
    setTimeout(scrub, 0);
  },
  fault: (why, otherwise) => {
    const w = why as Refusal;
    // Natives without memory give nothing, and what comes of that has other names.
    const flags = E.getErrorFlags();
    // Their event is gone with them; and should the timer find no memory, `tick` is to know.
    if (flags.length) {
      flagged = true;
      setTimeout(revive, 0);
    }
    const memory = process.memory();
    // That memory is low (LOW_MEMORY) is said at every collection of garbage: alone it explains nothing.
    const low = memory.blocksize < 20 && memory.free < tight;
    for (let i = 0; i < flags.length; i++) if (low || flags[i] === 'MEMORY') return refusal(CARD_MEMORY, 'memory');
    return w?.$code ? w : refusal(otherwise, `${w?.message || why}`);
  },
  ended: () => {
    session = undefined;
    soiled = settled;
    env.scrub();
  },
};

/** Frames that were written to the seed's record so far: grows with every boot that did anything. */
function boots(): number {
  'cold';
  const a = storage.read(`${seedFile}a`);
  const b = storage.read(`${seedFile}b`);
  return (a ? at16(a, 0) : 0) + (b ? at16(b, 0) : 0);
}

function dispatch(m: string): void {
  const code = m.charCodeAt(0);
  if (ofSession(code)) {
    if (!session || session.id !== m.charCodeAt(1)) throw refusal(SESSION_UNKNOWN, 'session');
    session.take(m);
    return;
  }
  if ((code === msgOpen || code === msgProve) && session) session.end(refusal(SESSION_CLOSED, 'another'));
  if (!desk) desk = made($desk)(env);
  const slot = desk.take(m);
  if (!slot) return;
  // It makes room for the session.
  if (desk.idle()) desk = undefined;
  const memory = process.memory();
  if (memory.free < sessionCost && memory.blocksize < 20) throw refusal(CARD_MEMORY, 'too few JsVars');
  session = made($session)(env, m.charCodeAt(1), slot, m.substr(20, 32));
}

function deliver(m: string): void {
  const code = m.charCodeAt(0);
  env.half = code;
  try {
    dispatch(m);
  } catch (why) {
    const w = env.fault(why, INTERNAL);
    env.send(
      chr(msgFault, code, code === msgOpen || ofSession(code) ? m.charCodeAt(1) : 0) +
        le16(w.$code) +
        blob(w.message.substr(0, 160)),
    );
  }
  env.half = 0;
}

/**
 * Gives up what an interrupt left half done. It may itself be interrupted, and is then tried again: with less to do, since
 * what is dropped is overwritten by `scrub`.
 */
function abandon(): void {
  'cold';
  // Of what the host waits for: the message that is handled, or one that waits for the button.
  if (!tries) lost = env.half < msgDescription ? env.half : desk ? desk.asks() : 0;
  const why = refusal(CARD_MEMORY, 'memory or stack');
  $out.make = undefined;
  if (!tries++) {
    if (session) session.wipe();
    if (desk) desk.stop(why);
  }
  const id = session ? session.id : -1;
  env.who = session = desk = undefined;
  env.told = [];
  env.half = tries = 0;
  env.scrub();
  if (id >= 0) env.send(chr(msgClosed, id) + le16(CARD_MEMORY));
  else if (lost) env.send(chr(msgFault, lost, 0) + le16(CARD_MEMORY) + blob(why.message));
}

/** An interrupt takes the timer or the listener with it whose event it ends: sets all of them again. */
function revive(): void {
  // Room for the rest.
  spare = undefined;
  E.getErrorFlags();
  flagged = false;
  alive = true;
  soiled = settled;
  setTimers();
  port.removeAllListeners('data');
  port.on('data', linkData);
  if (env.who) env.who.look();
}

function setTimers(): void {
  for (let i = 0; i < timers.length; i++) clearInterval(timers[i]!);
  timers = [];
  timers.push(setInterval(tick, tickTime));
  for (let i = 0; i < guardTimes.length; i++) timers.push(setInterval(guard, guardTimes[i]!));
}

function guard(): void {
  if (!alive) revive();
  alive = false;
}

function restart(resumed: boolean): void {
  setTimers();
  if (resumed) return;
  if (session) session.wipe();
  if (desk) desk.stop(refusal(SESSION_CLOSED, 'link'));
}

/** Whoever asked for the button hears of it; an applet that is complete starts. */
function tell(): void {
  const f = env.told.shift();
  env.half = ticking;
  if (f) f();
  env.half = 0;
}

function tick(): void {
  alive = true;
  if (config.dog) E.kickWatchdog();
  // The event of the flags may have had no memory for its handler.
  if (flagged || E.getErrorFlags().length) revive();
  if (mendLink()) restart(false);
  if (session && process.memory(false).free < least && process.memory().free < least) env.half = ticking;
  if (env.half) abandon();
  // Its timer may have been lost.
  if (env.told.length) tell();
  env.half = ticking;
  tickLink();
  if (session) session.tick();
  if (desk) {
    desk.tick();
    if (desk.idle()) desk = undefined;
  }
  env.half = 0;
  // Natives that find no memory may keep what they hold for ever: then the card starts again. Messages on their way are no loss.
  if (soiled && !session && !desk && linkIdle() && !--soiled && process.memory().usage > rest + slack) load();
  if (!spare && process.memory(false).free > enough) spare = new Uint8Array(spareBytes);
}

function start(): void {
  'cold';
  // Whoever holds the button while the card starts gets the console instead: the way to install again.
  if (config.btn && digitalRead(pinOf(config.btn)) === (config.edge === 'rising' ? 1 : 0)) {
    load(consoleFile);
    return;
  }
  setTimers();
  startLink(port, deliver, restart, config, boots());
  // Not by the interpreter: what `tick` does not reach any more has to start again.
  if (config.dog) E.enableWatchdog(config.dog, false);
  E.on('errorFlag', revive);
  E.setConsole(null);
  port.setup(config.baud, { path: config.path });
  port.on('data', linkData);
  greet();
  rest = process.memory().usage;
}

start();
