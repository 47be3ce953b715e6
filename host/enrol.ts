// Enrolment of a card: ticket to the server, slot to the card, with the holder at its button; safe against a crash anywhere.
import { randomBytes } from 'node:crypto';
import { asCpu6Error, Cpu6Error } from '../protocol/errors/error.js';
import { hex, serverIdOf } from '../protocol/session/ids.js';
import { parseTicket } from '../protocol/session/ticket.js';
import type { AuditLog } from './audit/audit-log.js';
import { requestEnrolment } from './bridge/enrolment.js';
import type { Clock } from './clock.js';
import type { EmitEvent } from './events.js';
import type { Limits } from './limits.js';
import type { ManagedCard } from './managed-card.js';
import { withPresence } from './presence.js';
import type { Servers } from './servers.js';
import type { HostState } from './state/host-state.js';
import { plainText } from './text.js';

export interface Enrolled {
  readonly card: string;
  readonly server: string;
  readonly name: string;
  /** Six digits that the server shows too. */
  readonly code: string;
  /** The operator has to confirm that code before the slot counts. */
  readonly confirm: boolean;
}

export interface EnrolContext {
  readonly state: HostState;
  readonly servers: Servers;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly emit: EmitEvent;
  readonly limits: Limits;
}

/** Rejects with `TICKET_MALFORMED`, `TICKET_REFUSED`, `SERVER_KEY_WRONG`, `PRESENCE_TIMEOUT`, `SLOTS_FULL` and others. */
export async function enrolCard(context: EnrolContext, card: ManagedCard, ticketText: string): Promise<Enrolled> {
  const { state, servers, audit, clock, emit, limits } = context;
  const ticket = parseTicket(ticketText);
  const server = hex(serverIdOf(ticket.serverKey));
  const present = servers.get(server);
  const uplink = present?.url === ticket.url ? present : servers.make(server, ticket.url);
  try {
    const done = await card.exclusively(limits('session.handshake'), async (connection) => {
      const { description, id } = connection;
      if (!description || id === undefined) throw new Cpu6Error('CARD_LOST');
      const { hostName } = state;
      const hostKey = state.keyFor(server);
      const reply = await requestEnrolment({
        uplink,
        ticket,
        hostKey,
        hostName,
        card: description,
        clock,
        time: limits('session.handshake'),
      });
      const name = plainText(reply.serverName, 32);
      const share = Uint8Array.from(randomBytes(32));
      const record = {
        url: ticket.url,
        name,
        serverKey: hex(ticket.serverKey),
        authority: hex(reply.authority),
        certificate: hex(reply.certificate),
      };
      // Before the card is asked: a share that only the card knows of would be a lost slot.
      state.putPending(server, record, id, { share: hex(share), generation: reply.generation });
      const { code, confirm } = reply;
      emit({ type: 'enrolling', card: id, server, name, code, confirm });
      try {
        const { generation, slotSecret, serverName, publisher } = reply;
        // This host's own slot before; those of other hosts of the holder stay.
        const replaces = state.servers[server]?.cards[id]?.slot?.generation ?? 0;
        const serverId = serverIdOf(ticket.serverKey);
        const slot = { serverId, generation, replaces, slotSecret, share, publisher, serverName };
        const message = `Enrol with ${name}, code ${code}?`;
        await withPresence(connection, emit, { card: id, message }, () => connection.enrol(slot));
      } finally {
        reply.slotSecret.fill(0);
        share.fill(0);
      }
      card.keepPin(server, '');
      return { card: id, server, name, code, confirm };
    });
    await servers.adopt(server, uplink);
    await audit.append({ type: 'enrol', card: done.card, server, code: 'OK' });
    emit({ type: 'enrolled', ...done });
    return done;
  } catch (error) {
    if (uplink !== present) await uplink.stop();
    await audit.append({ type: 'enrol', card: card.lastId ?? '', server, code: asCpu6Error(error).code });
    throw error;
  }
}
