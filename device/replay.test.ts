// Everything that a host and a server ever said to a card, recorded and said again, byte for byte: to the same card, to it
// after a restart, to another card of the same server, and into another session. The card does nothing of it.
import { afterEach, expect, test } from '@jest/globals';
import { catalogue } from '../protocol/errors/catalogue.js';
import { cardMessages } from '../protocol/messages/card.js';
import { type BenchCard, virtualBench } from './testing/bench.js';
import { channelProgram, shopApplet, shopApplet2 } from './testing/programs.js';
import { SessionPeer } from './testing/session-peer.js';
import { u32 } from './testing/values.js';

const first = { channel: channelProgram(3), shift: 3, applet: shopApplet };
const second = { channel: channelProgram(7), shift: 7, applet: shopApplet2 };
type Said = Parameters<SessionPeer['sendTyped']>;

const benches: BenchCard[] = [];
const peers: SessionPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  for (const bench of benches.splice(0)) await bench.stop();
});

async function newPeer(): Promise<SessionPeer> {
  const bench = await virtualBench();
  benches.push(bench);
  const peer = new SessionPeer(bench.wire, bench.press);
  peers.push(peer);
  await peer.connect();
  return peer;
}

/** A session with a call and a change of epoch; what was said in it. */
async function recorded(peer: SessionPeer): Promise<Said[]> {
  const said: Said[] = [];
  const send = peer.sendTyped.bind(peer);
  peer.send = (...message) => {
    said.push(message);
    send(...message);
  };
  await peer.open(first);
  peer.startCall(0, u32(2, 3));
  await peer.result();
  await peer.change(second);
  peer.startCall(0, u32(2, 3));
  await peer.result();
  peer.send = send;
  peer.send('close', { session: peer.session, code: 0 });
  await peer.next('closed');
  return said;
}

interface Answers {
  readonly types: Set<string>;
  readonly codes: Set<number>;
  records: number;
}

/** Says it all again; what the card answers, up to a description of itself. */
async function replay(peer: SessionPeer, said: readonly Said[]): Promise<Answers> {
  const answers: Answers = { types: new Set(), codes: new Set(), records: 0 };
  const usual = peer.link.onMessage;
  const done = new Promise<void>((resolve) => {
    peer.link.onMessage = (bytes) => {
      const m = cardMessages.decode(bytes, 'up', 'card');
      // One sealed record ends each session that it opened: the card tells the server why.
      if (m.type !== 'channel' || ++answers.records > said.filter(([type]) => type === 'open').length)
        answers.types.add(m.type);
      if (m.type === 'fault') answers.codes.add(m.code);
      if (m.type === 'description') resolve();
    };
  });
  for (const message of said) peer.send(...message);
  peer.send('describe', {});
  await done;
  peer.link.onMessage = usual;
  return answers;
}

/** What a card may say to a replay: that a session opened, that the seal is broken, that there is no such session. */
const nothingDone = new Set(['opened', 'fault', 'closed', 'description']);
const expectNothing = ({ types, codes }: Answers): void => {
  expect([...types].filter((type) => !nothingDone.has(type))).toEqual([]);
  expect(codes).toContain(catalogue.SEAL_BROKEN.number);
};

test('a recorded session is refused by the same card, again and after a restart', async () => {
  const peer = await newPeer();
  await peer.enrol();
  const said = await recorded(peer);
  expectNothing(await replay(peer, said));
  await peer.connect();
  expectNothing(await replay(peer, said));
  // And the card is well.
  peer.session++;
  await peer.connect();
  await peer.open(first);
});

test('a recorded session is refused by another card of the same server, even one with the same secrets', async () => {
  const [one, other] = [await newPeer(), await newPeer()];
  await one.enrol();
  const said = await recorded(one);
  other.send('enrol', {
    serverId: one.serverId,
    generation: 1,
    replaces: 0,
    publisher: new Uint8Array(32),
    slotSecret: one.slotSecret,
    share: one.share,
    serverName: 'test',
  });
  await other.next('presence');
  other.press();
  await other.next('enrolled');
  expectNothing(await replay(other, said));
});

test('a recorded session is refused in the middle of another one', async () => {
  const peer = await newPeer();
  await peer.enrol();
  const said = await recorded(peer);
  for (const [type, fields] of said.filter(([type]) => type === 'channel')) {
    await peer.connect();
    peer.session++;
    await peer.open(first);
    peer.send(type, { ...fields, session: peer.session });
    await expect(peer.next('projected')).rejects.toThrow(`fault ${catalogue.SEAL_BROKEN.number}`);
  }
});
