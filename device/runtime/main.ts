// The card's runtime: started from flash at boot, it takes the port over and never gives it back.
//
//   port ⇄ link ⇄ card ⇄ session ⇄ { channel, calls ⇄ applet }
import { makeCard } from './card.js';
import { cryptoBits, sha256 } from './crypto.js';
import { type Link, makeLink, tickTime } from './link.js';
import { makePerson, portOf } from './person.js';
import { startRandom, seedRecord } from './random.js';
import { recordCount } from './records.js';
import type { Config } from './types.js';

function start(): void {
  const storage = require('Storage');
  const config: Config = JSON.parse(storage.read('cpu6.cfg')!);
  const cardId = atob(config.id);
  const runtime = cryptoBits() & 1 ? sha256(storage.read('cpu6.js')!) : new Array(33).join('\0');
  const random = startRandom(cardId);
  const port = portOf(config.port);
  let link: Link;
  const person = makePerson(config, (m, urgent) => link.send(m, urgent));
  const card = makeCard(
    cardId,
    config.board,
    runtime,
    person,
    random,
    (m, urgent) => link.send(m, urgent),
    () => link.quiet(),
  );
  link = makeLink((b) => port.write(b), card.deliver, card.restart, config, recordCount(seedRecord));
  if (config.dog) E.enableWatchdog(config.dog, true);
  E.setConsole(null);
  port.setup(config.baud, { path: config.path });
  port.on('data', link.data);
  setInterval(() => {
    link.tick();
    card.tick();
  }, tickTime);
}

start();
