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
import { type Link, makeLink, tickTime } from './link.js';
import { msgChannel, msgClose, msgFault, msgOpen, msgProve, msgRenew } from './messages.js';
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

/** Is it a message of a session, with its number behind the code? */
function ofSession(code: number): boolean {
  return (code >= msgChannel && code <= msgClose) || code === msgRenew;
}

function start(): void {
  const storage = require('Storage');
  const config: Config = JSON.parse(storage.read(configFile + storage.read(bootFile)!.substr(placeAt, 1))!);
  // Whoever holds the button while the card starts gets the console instead: the way to install again.
  if (config.btn && digitalRead(pinOf(config.btn)) === (config.edge === 'rising' ? 1 : 0)) {
    load(consoleFile);
    return;
  }
  const port = portOf(config.port);
  let link: Link;
  let desk: Desk | undefined;
  let session: Session | undefined;
  let timer = 0;

  const env: Env = {
    cfg: config,
    cid: atob(config.id),
    hash: '',
    rng: { k: '', v: '' },
    who: undefined,
    sig: () => {
      $signature($out);
      const make = $out.make as SignatureMaker;
      $out.make = undefined;
      return make;
    },
    seg: () => {
      $overlay($out);
      const make = $out.make as MakeOverlay;
      $out.make = undefined;
      return make;
    },
    until: 0,
    send: (m, urgent) => link.send(m, urgent),
    ended: () => {
      session = undefined;
      // Later, when nothing of the session is on the stack any more.
      setTimeout(scrub, 0);
    },
  };

  /** Frames that were written to the seed's record so far: grows with every boot that did anything. */
  function boots(): number {
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
    if ((code === msgOpen || code === msgProve) && session) session.end(refusal(SESSION_CLOSED, 'another was opened'));
    if (!desk) {
      $desk($out);
      desk = ($out.make as MakeDesk)(env);
      $out.make = undefined;
    }
    const slot = desk.take(m);
    if (!slot) return;
    // It makes room for the session.
    if (desk.idle()) desk = undefined;
    const memory = process.memory();
    if (memory.free < sessionCost && memory.blocksize < 20) throw refusal(CARD_MEMORY, 'too few JsVars');
    $session($out);
    const open = $out.make as OpenSession;
    $out.make = undefined;
    session = open(env, m.charCodeAt(1), slot, m.substr(20, 32));
  }

  function deliver(m: string): void {
    try {
      dispatch(m);
    } catch (why) {
      const w = why as Refusal;
      const code = m.charCodeAt(0);
      env.send(
        chr(msgFault, code, code === msgOpen || ofSession(code) ? m.charCodeAt(1) : 0) +
          le16(w?.$code || INTERNAL) +
          blob(`${w?.message || why}`.substr(0, 160)),
      );
    }
  }

  function restart(resumed: boolean): void {
    // An interrupt (memory, stack) inside a timer takes the timer with it: every hello sets it again.
    clearInterval(timer);
    timer = setInterval(tick, tickTime);
    if (resumed) return;
    if (session) session.wipe();
    if (desk) desk.stop(refusal(SESSION_CLOSED, 'link'));
  }

  function tick(): void {
    link.tick();
    if (session) session.tick();
    if (!desk) return;
    desk.tick();
    if (desk.idle()) desk = undefined;
  }

  timer = setInterval(tick, tickTime);
  link = makeLink((b) => port.write(b), deliver, restart, config, boots());
  if (config.dog) E.enableWatchdog(config.dog, true);
  E.setConsole(null);
  port.setup(config.baud, { path: config.path });
  port.on('data', link.data);
  link.started();
}

start();
