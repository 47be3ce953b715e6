// All verbs of the command, in the order in which the help lists them.
import { build } from './build.js';
import { call } from './call.js';
import { card } from './card.js';
import { cards } from './cards.js';
import { compile } from './compile.js';
import { completion } from './completion.js';
import { confirm } from './confirm.js';
import { decode } from './decode.js';
import { dev } from './dev.js';
import { doctor } from './doctor.js';
import { enrol } from './enrol.js';
import { epoch } from './epoch.js';
import { flash } from './flash.js';
import { group } from './group.js';
import { host } from './host.js';
import { keygen } from './keygen.js';
import { monitor } from './monitor.js';
import { passphrase } from './passphrase.js';
import { pin } from './pin.js';
import { policy } from './policy.js';
import { ports } from './ports.js';
import { press } from './press.js';
import { push } from './push.js';
import { replay } from './replay.js';
import { revoke } from './revoke.js';
import { rotate } from './rotate.js';
import { serve } from './serve.js';
import { sessions } from './sessions.js';
import { sign } from './sign.js';
import { slots } from './slots.js';
import { unlock } from './unlock.js';
import type { Verb } from './verb.js';
import { verify } from './verify.js';

export const verbs: readonly Verb[] = [
  serve,
  host,
  card,
  enrol,
  confirm,
  slots,
  pin,
  push,
  group,
  epoch,
  call,
  cards,
  sessions,
  build,
  compile,
  dev,
  decode,
  keygen,
  sign,
  verify,
  press,
  ports,
  doctor,
  flash,
  unlock,
  monitor,
  replay,
  revoke,
  rotate,
  policy,
  passphrase,
  completion,
];
