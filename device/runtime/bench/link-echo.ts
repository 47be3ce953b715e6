// A card that is nothing but a link, for measurements of it: messages come back, are dropped, or are sent many times over.
//
//   'e' …          comes back as it is          'd' …    is dropped
//   'g' n u16, …   comes back n times (without the first three bytes)          'm'   JsVars used, as text
//   'h'            nothing ever again: it computes without end
//   anything else  was altered on the way: it comes back behind a question mark
import { at16 } from '../bytes.js';
import { greet, linkData, linkSend, startLink, tickLink } from '../link.js';
import { portOf } from '../port.js';
import type { Config } from '../types.js';

const storage = require('Storage');
const config: Config = JSON.parse(storage.read('cpu6.cf0')!);
const port = portOf(config.port);

function deliver(m: string): void {
  const what = m[0];
  if (what === 'e') linkSend(m);
  else if (what === 'm') linkSend(`${process.memory().usage}`);
  else if (what === 'h') for (;;);
  else if (what === 'g') {
    const n = at16(m, 1);
    const body = m.substr(3);
    for (let i = 0; i < n; i++) linkSend(body);
  } else if (what !== 'd') linkSend(`?${m}`);
}

// It keeps no count of its starts: the time tells them apart.
const boot = Math.floor(getTime() * 1000) & 0xffffff;
startLink(port, deliver, () => {}, config, boot);
setInterval(tickLink, 250);
E.setConsole(null);
port.setup(config.baud, { path: config.path });
port.on('data', linkData);
greet();
