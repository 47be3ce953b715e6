// S1: may this card have a session of this process? Nothing secret is spent before these checks.
import { equal } from '../../protocol/crypto/hmac.js';
import { type RecordForm, recordForm } from '../../protocol/crypto/record-stream.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { cardDescription } from '../../protocol/messages/card.js';
import type { CellShape } from '../../protocol/messages/cells.js';
import type { InferFields } from '../../protocol/schema/types.js';
import { protocolVersion } from '../../protocol/version.js';
import type { SlotRecord } from '../depository/depository.js';
import type { LoadedProcess } from '../processes.js';
import { cellShape, usableSuites } from '../projector/negotiation.js';
import type { Core } from './core.js';

export type CardDescription = InferFields<typeof cardDescription>;

export interface OpenRequest {
  readonly process: string;
  readonly generation: number;
  readonly card: CardDescription;
  /** 16 bytes drawn by the card. */
  readonly nC: Uint8Array;
}

export interface Admission {
  readonly process: LoadedProcess;
  readonly slot: SlotRecord;
  /** In which the applet is sealed on its way. */
  readonly form: RecordForm;
  /** In channel mode: its cells. A session keeps its mode. */
  readonly cells: CellShape | undefined;
}

const publisherFlag = 2;

/** Does the card's slot take applets of a publisher only? What the host says of it decides who speaks next, nothing else. */
export const isPinned = ({ card, generation }: OpenRequest, serverId: Uint8Array): boolean =>
  card.slots.some((s) => s.generation === generation && equal(s.serverId, serverId) && (s.flags & publisherFlag) !== 0);

/** Throws the reason for a refusal, one of the catalogue. */
export function admit(core: Core, open: OpenRequest): Admission {
  const { card } = open;
  if (card.version !== protocolVersion)
    throw new Cpu6Error('VERSION_MISMATCH', { peer: 'the card', theirs: card.version, ours: protocolVersion });
  const process = core.processes.get(open.process);
  if (!/^[\x20-\x7e]{1,16}$/.test(card.board))
    throw new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the card', why: 'the name of its board' });
  const { serverId } = core.store.keys;
  const held = card.slots.find((s) => s.generation === open.generation && equal(s.serverId, serverId));
  const slot = core.depository.admitCard(card.cardId, held?.generation);
  core.policy.checkCard(card);
  core.policy.checkApplet(process.measurement);
  const form = recordForm(card.crypto);
  if (!form) throw new Cpu6Error('CARD_CRYPTO', { board: card.board, what: 'SHA-256 or AES' });
  usableSuites(core.settings, process, card);
  return { process, slot, form, cells: cellShape(core.settings, process) };
}
