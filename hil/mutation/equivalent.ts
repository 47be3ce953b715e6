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
};
