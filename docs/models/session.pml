/* A session and its changes of epoch, against a network and a computer that lose, repeat, reorder, replay and invent.
 *
 * Symbolic, in the manner of Dolev and Yao: a message that was sent once stays in the attacker's hands for ever as a bit,
 * and every receiver may be given any of those bits at any time, or none. So loss, duplication, reordering and replay
 * into other sessions need no code of their own. A sealed message exists only if somebody who has its key made it. What
 * is not sealed (the card's nonce, the machine ID and the session key on the cable) the attacker may invent.
 *
 *   C  number of the card's attempt, i.e. nC      S  of the server's, i.e. nS      H  of the host's ephemeral key; EVE: invented
 *
 * Each party may crash at any time and begins again with fresh numbers. Names are those of docs/architecture.md.
 * A build with one of the NO_… macros leaves a check of the implementation out; each of them must be found wrong.
 */
#define CARDS 2
#define SERVERS 2
#define HOSTS 2
#define EVE HOSTS
#define EPOCHS 2
#define RECORDS 4

#define KEY(c, s) ((c) * SERVERS + (s))
#define TRAFFIC(c, s, h) (((c) * SERVERS + (s)) * (HOSTS + 1) + (h))
/* Record n of an epoch under traffic keys t. */
#define RECORD(t, e, n) (((t) * EPOCHS + (e)) * RECORDS + (n))
#define KEYS (CARDS * SERVERS)
/* The machine ID m (made for a hello, hence TRAFFIC-numbered) in the channel of key k. */
#define SEALED(k, m) ((k) * TRAFFICS + (m))
#define TRAFFICS (CARDS * SERVERS * (HOSTS + 1))
#define ALL (TRAFFICS * EPOCHS * RECORDS)

mtype = { idle, opening, running, identifying, asking, finishing, open, gone };
mtype = { data, project, attest, change };

/* What was sent. */
bit sentOpen[CARDS];
bit sentProjection[KEYS];
bit sentAttest[KEYS];
bit madeMachineId[TRAFFICS];
bit sentMachineId[KEYS * TRAFFICS];
bit sentReply[KEYS * TRAFFICS];
bit sentFinishedUp[TRAFFICS];
bit sentFinishedDown[TRAFFICS];
/* Records of epochs: 0 never sealed, else their kind; `what` numbers the data of a session. */
mtype up[ALL];
mtype down[ALL];
byte upWhat[ALL];
byte downWhat[ALL];

/* What really happened, for the assertions. */
bit cardRan[KEYS];
bit cardDerived[TRAFFICS];
bit serverOpened[TRAFFICS];

/* The parties. */
mtype card = idle;
byte cardC = 0, cardS = 0, cardH = 0;
byte cardSend = 0, cardReceive = 0, cardEpoch = 0;
byte cardData = 0, cardGot = 0;
bit cardHolds = 0; /* the next epoch's code, verified and attested */

mtype server = idle;
byte serverC = 0, serverS = 0, serverH = 0;
byte serverSend = 0, serverReceive = 0, sendingEpoch = 0, receivingEpoch = 0;
byte serverData = 0, serverGot = 0;
bit changing = 0, sent = 0, attested = 0;

mtype host = idle;
byte hostC = 0, hostS = 0, hostH = 0;

inline wipeCard() {
  card = idle; cardSend = 0; cardReceive = 0; cardEpoch = 0; cardData = 0; cardGot = 0; cardHolds = 0; cardS = 0; cardH = 0
}
inline wipeServer() {
  server = idle; serverSend = 0; serverReceive = 0; sendingEpoch = 0; receivingEpoch = 0; serverData = 0; serverGot = 0;
  changing = 0; sent = 0; attested = 0; serverC = 0; serverH = 0
}

/* The card seals its next record. */
inline cardSeals(kind, value) {
  r = RECORD(TRAFFIC(cardC, cardS, cardH), cardEpoch, cardSend);
  assert(up[r] == 0); /* a counter is used once under a key */
  up[r] = kind; upWhat[r] = value; cardSend++; r = 0
}
inline serverSeals(kind, value) {
  r = RECORD(TRAFFIC(serverC, serverS, serverH), sendingEpoch, serverSend);
  assert(down[r] == 0);
  down[r] = kind; downWhat[r] = value; serverSend++; r = 0
}

/* Which record the receiver takes next: the one with its counter, or, without that check, any of the epoch. */
inline choose(at) {
#ifdef NO_COUNTER
  n = 0;
  do
  :: n < RECORDS - 1 -> n++
  :: break
  od
#else
  n = at
#endif
}

active proctype Card() {
  byte r = 0, n = 0, x = 0;
  do
  :: atomic { card == idle && cardC < CARDS -> sentOpen[cardC] = 1; card = opening }

  /* S2, S5, S3: the projection opens under the slot secret and both nonces; attests. A card with the slot secret and an
   * altered runtime, or another applet, goes on as well, but its attestation is another. */
  :: atomic { card == opening ->
       x = 0; do :: x < SERVERS - 1 -> x++ :: break od;
       if
       :: sentProjection[KEY(cardC, x)] -> cardS = x; cardRan[KEY(cardC, x)] = 1; sentAttest[KEY(cardC, x)] = 1; card = running
       :: sentProjection[KEY(cardC, x)] && cardC == 0 -> cardS = x; card = running
       :: else
       fi; x = 0 }

  /* S6: a machine ID: any that the host's key process ever made, or one that a program at the cable invents. */
  :: atomic { card == running ->
       x = 0; do :: x < TRAFFICS - 1 -> x++ :: break od;
       if
       :: madeMachineId[x] -> sentMachineId[SEALED(KEY(cardC, cardS), x)] = 1; cardH = x % (HOSTS + 1); card = identifying
       :: else
       fi; x = 0 }
  :: atomic { card == running -> cardH = EVE; card = identifying }

  /* S9, S10: the answer is for that host; whoever is at the cable gives a session key. */
  :: atomic { card == identifying && cardH != EVE && host == asking && hostH == cardH &&
              sentReply[SEALED(KEY(cardC, cardS), TRAFFIC(hostC, hostS, hostH))] ->
       assert(hostC == cardC && hostS == cardS); /* agreement, seen from the host */
       host = open; cardDerived[TRAFFIC(cardC, cardS, cardH)] = 1; sentFinishedUp[TRAFFIC(cardC, cardS, cardH)] = 1; card = finishing }
  :: atomic { card == identifying -> cardH = EVE; sentFinishedUp[TRAFFIC(cardC, cardS, EVE)] = 1; card = finishing }

  :: atomic { card == finishing && sentFinishedDown[TRAFFIC(cardC, cardS, cardH)] ->
       assert(cardH != EVE && serverOpened[TRAFFIC(cardC, cardS, cardH)]); /* agreement, seen from the card */
       card = open }

  :: atomic { card == open && cardSend < RECORDS - 2 && cardData < 3 -> cardSeals(data, cardData); cardData++ }

  :: atomic { card == open ->
       choose(cardReceive);
       r = RECORD(TRAFFIC(cardC, cardS, cardH), cardEpoch, n);
       if
       :: n < RECORDS && down[r] == data ->
            assert(downWhat[r] == cardGot); /* nothing lost, nothing twice, nothing out of order */
            cardGot++; cardReceive++; r = 0; n = 0
       :: n < RECORDS && down[r] == project && !cardHolds ->
            cardReceive++; r = 0; n = 0;
            cardHolds = 1; cardSeals(attest, 0)
       :: n < RECORDS && down[r] == change && cardHolds ->
            r = 0; n = 0;
            cardSeals(change, 0);
            cardEpoch++; cardSend = 0; cardReceive = 0; cardHolds = 0
       :: else -> r = 0; n = 0
       fi }

  :: atomic { cardC < CARDS - 1 && card != idle -> cardC++; wipeCard() }
  :: atomic { card == open && cardC == CARDS - 1 -> card = gone; break }
  od
}

active proctype Server() {
  byte r = 0, n = 0, x = 0, y = 0;
  do
  :: atomic { server == idle && serverS < SERVERS ->
       x = 0; do :: x < CARDS - 1 -> x++ :: break od;
       if
       :: sentOpen[x] -> serverC = x; sentProjection[KEY(x, serverS)] = 1; server = running
       :: else
       fi; x = 0 }

  :: atomic { server == running &&
#ifdef NO_ATTESTATION
       true
#else
       sentAttest[KEY(serverC, serverS)]
#endif
       -> server = identifying }

  /* S7, S8: only a machine ID made for this hello, by an enrolled key; then the session key, for that host alone. */
  :: atomic { server == identifying ->
       x = 0; do :: x < HOSTS - 1 -> x++ :: break od;
       if
#ifdef NO_HELLO
       :: true -> y = 0; do :: y < KEYS - 1 -> y++ :: break od
#else
       :: y = KEY(serverC, serverS)
#endif
       fi;
       if
       :: sentMachineId[SEALED(KEY(serverC, serverS), TRAFFIC(y / SERVERS, y % SERVERS, x))] ->
            assert(cardRan[KEY(serverC, serverS)]); /* no key flows before the card has attested */
            serverH = x; sentReply[SEALED(KEY(serverC, serverS), TRAFFIC(y / SERVERS, y % SERVERS, x))] = 1; server = finishing
       :: else
       fi; x = 0; y = 0 }

  :: atomic { server == finishing &&
#ifdef NO_FINISHED
       true
#else
       sentFinishedUp[TRAFFIC(serverC, serverS, serverH)]
#endif
       -> assert(cardDerived[TRAFFIC(serverC, serverS, serverH)]); /* agreement, seen from the server */
       serverOpened[TRAFFIC(serverC, serverS, serverH)] = 1; sentFinishedDown[TRAFFIC(serverC, serverS, serverH)] = 1; server = open }

  :: atomic { server == open && serverSend < RECORDS - 2 && serverData < 3 -> serverSeals(data, serverData); serverData++ }

  :: atomic { server == open && !changing && sendingEpoch < EPOCHS - 1 && serverSend < RECORDS - 1 ->
       changing = 1; sent = 0; attested = 0 }
  :: atomic { server == open && changing && !sent && serverSend < RECORDS - 1 -> serverSeals(project, 0); sent = 1 }

  :: atomic { server == open ->
       choose(serverReceive);
       r = RECORD(TRAFFIC(serverC, serverS, serverH), receivingEpoch, n);
       if
       :: n < RECORDS && up[r] == data ->
            assert(upWhat[r] == serverGot);
            serverGot++; serverReceive++; r = 0; n = 0
       :: n < RECORDS && up[r] == attest && changing && sent && !attested && serverSend < RECORDS ->
            serverReceive++; r = 0; n = 0;
            serverSeals(change, 0);
            attested = 1;
#ifndef NO_TAKEOVER
            sendingEpoch++; serverSend = 0
#endif
       :: n < RECORDS && up[r] == change && changing && attested ->
            /* The old epoch's keys go. By now the card has left it as well, and nothing of it was left unread. */
            assert(server != open || card != open || cardC != serverC || cardS != serverS || cardEpoch > receivingEpoch);
            r = 0; n = 0;
            receivingEpoch++; serverReceive = 0; changing = 0
       :: else -> r = 0; n = 0
       fi;
       /* Nothing of an epoch is sealed once its receiver has left it. */
       assert(!(server == open && receivingEpoch > sendingEpoch)) }

  :: atomic { serverS < SERVERS - 1 && server != idle -> serverS++; wipeServer() }
  :: atomic { server == open && serverS == SERVERS - 1 -> server = gone; break }
  od
}

active proctype Host() {
  do
  /* `hello` is pinned: one per session, of the card it opened. */
  :: atomic { host == idle && card == running -> hostC = cardC; hostS = cardS; madeMachineId[TRAFFIC(hostC, hostS, hostH)] = 1; host = asking }
  :: atomic { host != idle && hostH < HOSTS - 1 -> hostH++; host = idle }
  :: atomic { host == open && hostH == HOSTS - 1 -> break }
  od
}

#ifdef REACH
/* Not a property: shows that the good end can be reached, i.e. that the assertions were tried on something. */
active proctype Reached() {
  atomic { card == open && server == open && cardEpoch == 1 && receivingEpoch == 1 && sendingEpoch == 1 && serverGot > 1 && cardGot > 1 ->
    assert(false) }
}
#endif
