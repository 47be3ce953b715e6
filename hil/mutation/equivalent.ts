// Checks whose absence no test can see, each with the reason why that is right: another check stands behind it, or what it
// keeps out cannot come. `FILE: id` as the run prints it.

export const equivalent: Readonly<Record<string, string>> = {
  "host/bridge/uplink.ts: #dropped: this.#state === 'stopped'":
    'stopping takes the socket away first, whose end is not looked at then',
  "host/api/socket-path.ts: socketPathOf: process.platform === 'win32'":
    'of another platform than the one the tests run on',
  'host/api/unix-server.ts: send: socket.destroyed': 'what is written to a socket that is gone goes nowhere',
  'host/api/http-server.ts: send: ws.readyState !== WebSocket.OPEN':
    'what is written to a socket that is gone goes nowhere',
  'host/api/http-server.ts: #send: res.headersSent':
    'every answer is sent once: it stands there for a fault of this program',
  'protocol/session/ticket.ts: parseTicket: data.length < 48 + 5': 'what is left for the URL is none',
  'protocol/session/certificate.ts: openCertificate: signed.length < signatureLength':
    'a signature cut short is the signature of nothing',
  'protocol/schema/codec.ts: byteArray: value instanceof Uint8Array': 'the next line takes it as well',
  'protocol/crypto/noise-ik.ts: decryptAndHash: data.length < tagLength':
    'both messages are looked at as a whole before, and are long enough for every part',
  'protocol/crypto/noise-ik.ts: read: message.length < publicKeyLength + tagLength':
    'a key cut short is refused by the Diffie-Hellman function, a text cut short when it is decrypted',
  'protocol/crypto/noise-ik.ts: read: message.length < staticEnd + tagLength':
    'a key cut short is refused by the Diffie-Hellman function, a text cut short when it is decrypted',
  'protocol/publisher/signed.ts: checkSigned: s.release === 0':
    'no publisher signs a release 0 with what is here, so its signature is wrong as well',
  'protocol/crypto/cbc-hmac.ts: openRecord: end < blockLength':
    'no text at all has no padding to take off, which ends the same; a shorter one has no whole tag that could be right',
  'server/admin/api.ts: handler: response.headersSent':
    'nothing is thrown after the answer has begun: every answer is sent whole, last of all',
  'protocol/crypto/cbc-hmac.ts: openRecord: end % blockLength !== 0':
    'only a holder of the keys can have given such a text its tag, and deciphering it fails, which ends the same',
  "protocol/applet/segments.ts: segmentsOf: typeof size !== 'number'":
    'nothing but a number is a whole number, which is looked at next',
  "protocol/schema/codec.ts: integer: typeof value !== 'number'":
    'nothing but a number is a whole number, which is looked at next',
  "host/api/local-client.ts: whole: typeof value !== 'number'":
    'nothing but a number is a whole number, which is looked at next',
  "host/gate/arguments.ts: fromJson: typeof d === 'number'":
    'a type without parts falls to the last case, which does the same',
  "host/gate/arguments.ts: toJson: typeof d === 'number'":
    'a type without parts falls to the last case, which does the same',
  'host/session/header.ts: descriptor: list.length % 2 !== 1': 'the field that has no type is refused for that',
  "host/session/header.ts: methods: array(item, 3, 'a method').length !== 3":
    'the type that is missing is refused for that',
  'host/session/header.ts: gate: list.length !== 6': 'the number that is missing is refused for that',
  "host/session/header.ts: parseHeader: typeof raw !== 'object'":
    'texts and numbers have none of the members that are needed',
  'host/session/header.ts: parseHeader: Array.isArray(raw)': 'a list has none of the members that are needed',
  'host/session/header.ts: parseHeader: !expected.every((key) => keys.includes(key))':
    'each member that is missing is refused where it is read',
  'host/session/key-process.ts: sessionKey: !this.#initiator': 'it is there whenever there is a hello',
  "host/session/last-words.ts: onMessage: !('session' in message)":
    'what has no session is of no session, which is looked at next',
  "host/session/session.ts: #fromCard: !('session' in message)":
    'what has no session is of no session, which is looked at next',
  'host/session/session.ts: #fromCard: this.#cardSession === 0':
    'before the card has said its number the session is in no state to listen',
  "host/session/session.ts: #fromCard: this.#state !== 'handshake' && this.#state !== 'open'":
    'a session that has ended hears nothing any more, and one that opens has no number yet',
  "host/session/session.ts: #fromServer: message.type !== 'channel'": 'an uplink hands a session nothing else',
  "host/session/session.ts: #fromServer: this.#state !== 'handshake' && this.#state !== 'open'":
    'an uplink hands nothing to a session that is not open there',
  'host/session/session.ts: #touch: this.hasEnded': 'ending a session twice does nothing',
  'server/admin/api.ts: #knowsHost: !host': 'no name at all reads as "undefined", which is no name that is known',
  'server/depository/depository.ts: admitHost: !equal(record.publicKey, publicKey)':
    'the record was looked up by a hash of the key: two keys of one hash would be needed',
  'server/depository/depository.ts: renewHost: !equal(record.publicKey, publicKey)':
    'the record was looked up by a hash of the key: two keys of one hash would be needed',
  'server/depository/depository.ts: admitHost: now >= record.expires':
    'no certificate that a host can show ends later than the newest, which the record has',
  'server/depository/depository.ts: admitCard: record.revoked':
    'a card is revoked with all its slots, in one transaction',
  'server/projector/channel.ts: open: this.#received >= recordsPerEpoch':
    'a record beyond would have to be sealed by the card, whose own counter stops there',
  'server/projector/channel.ts: #openAs: end < shortest': 'what is too short to be a ciphertext has no right tag',
  'server/projector/channel.ts: takeUp: rest < 0': 'a block is longer than the head',
  'server/sessions/cells.ts: silence: this.#seen === undefined': 'a time that is not known is longer than nothing',
  'server/sessions/server-half.ts: handlerError: cause instanceof Cpu6Error':
    'the code and facts of it are copied then',
  'host/session/key-process.ts: sessionKey: !this.#hello': 'it is there whenever there is an initiator',
  "host/session/session.ts: call: this.#state !== 'open'":
    'a session that has ended has no gate any more, and one that has a gate has a header',
  'host/session/session.ts: call: !this.#header':
    'a session that has ended has no gate any more, and one that has a gate has a header',
  'host/session/session.ts: call: !this.#gate':
    'a session that has ended has no gate any more, and one that has a gate has a header',
  'host/session/session.ts: #cardMessage: !this.#o.keepRenewal(message.generation)':
    'a slot is removed only when its card has no session',
  "host/session/session.ts: #toCard: type !== 'cancel' && type !== 'close'":
    'a card whose link is down has lost its session, which ends for that',
  'host/session/session.ts: #end: this.hasEnded': 'what could end it again is detached first',
  'server/projector/signature.ts: prove: !signed': 'without a signature there is no chain, which is looked at next',
  'server/projector/suites/aead.ts: #usable: !this.#key': 'no cipher starts without a key',
  'server/server.ts: reveal: !open':
    'without an enrolment there is nothing to reveal, and the uplink ends for the fault',
  'host/session/session.ts: start: this.hasEnded':
    'what is opened at the server then says nothing, and ends there in time',
  'server/sessions/epochs.ts: switched: !change': 'without a change there is no next epoch, which is looked at next',
  'server/sessions/epochs.ts: #project: !isOpen()': 'a session that is over has no epoch to send in',
  'server/sessions/epochs.ts: #project: !isOpen() (2)': 'a session that is over has no epoch to send in',
  'server/sessions/epochs.ts: #project: !isOpen() (3)': 'a session that is over has no epoch to send in',
  'server/sessions/exactly-once.ts: take: this.#ended': 'a turn that comes after the end is given up at once',
  "server/sessions/session.ts: renewSlot: this.#state !== 'open'": 'the operator reaches open sessions only',
  "server/sessions/session.ts: #project: this.#state !== 'projecting'":
    'the host has been told that the session is over, and hears nothing of it',
  "server/sessions/session.ts: #project: this.#state !== 'projecting' (2)":
    'the host has been told that the session is over, and hears nothing of it',
  "server/sessions/session.ts: #project: this.#state !== 'projecting' (3)":
    'the host has been told that the session is over, and hears nothing of it',
  "server/sessions/session.ts: #giveSegment: this.#state !== 'open'": 'a session that is over has no epoch to send in',
  "server/sessions/session.ts: alarm: this.#state !== 'open'": 'a session that is not open changes no epoch',
  'server/sessions/epochs.ts: change: !this.o.isOpen()': 'only sessions that are open are asked to',
  "server/sessions/session.ts: close: this.#state === 'closed'":
    'a session that is over is in no list, and its link hears nothing',
  "server/sessions/session.ts: #answer: this.#state !== 'open'": 'a session that is over has no epoch to send in',
  "server/sessions/session.ts: #makeHalf: this.#state !== 'open'": 'a session that is over has no epoch to send in',
  'server/sessions/session.ts: #makeHalf: index < 0': 'what is not declared has no declaration to encode by',
  'server/sessions/text.ts: clip: bytes.length <= max': 'what is short enough is its own beginning',
  "server/store/key-file.ts: read: typeof fields !== 'object'":
    'what is no object has no version, which is looked at next',
  "server/store/key-file.ts: read: ![own, authority, master].every((v) => typeof v === 'string' && secret.test(v))":
    'the checksum covers it',
  "server/store/key-file.ts: read: former !== undefined && !(Array.isArray(former) && former.every((v) => typeof v === 'string' && secret.test(v)))":
    'the checksum covers it',
  "server/store/process-store.ts: checkKey: typeof key !== 'string'":
    'what is no text has no "includes", which throws the same kind',
  'server/store/values.ts: encodeValue: text === undefined':
    'what has no text has no "replaceAll", which throws the same kind',
  "server/store/store.ts: migrate: version === 0 && !isNew && Number(sql.get('SELECT count(*) AS n FROM sqlite_master')?.n) > 0":
    'making its tables fails then, which ends the same',
  'server/uplink/counted.ts: add: this.#sent === lastCount': 'shows after 4,294,967,295 messages',
  'server/uplink/uplink.ts: send: this.#ended': 'an uplink that has ended has no connection to write to',
  'server/uplink/uplink.ts: end: this.#ended': 'an uplink that has ended has no sessions and no connection',
  'server/sessions/epochs.ts: #changeIfDue: !this.o.isOpen()': 'a session that is over has no epoch to change',
  "server/sessions/session.ts: receive: this.#state === 'closed'":
    'a session that is over has no keys to open a record with',
  'server/uplink/uplink.ts: #detached: this.#ended': 'an uplink that has ended has no connection to lose',
  'server/uplink/uplink.ts: #tell: this.#ended': 'an uplink that has ended has no connection to tell it on',
  'server/uplink/uplink.ts: #tell: !this.#socket': 'without a connection nothing is told',
  'server/uplink/uplink.ts: #wake: this.#isHigh()': 'who is woken too early looks again',
  'device/runtime/calls.ts: callServer: !text':
    'what has no declaration cannot be read as one, and is refused for that',
  'device/runtime/calls.ts: callServer: call?.done': 'no step of a call that is over is run (`within`)',
  "server/sessions/server-half.ts: handle: typeof handler !== 'function'":
    'calling what is no function is the same error of the author',
};
