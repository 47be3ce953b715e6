// The cards: each port that is plugged in or named, and what the card on it says.
import type { CardStatus } from '../../host/daemon.js';
import { asCpu6Error } from '../../protocol/errors/error.js';
import { type SurveyedPort, survey } from '../ports/survey.js';
import { type Finding, failed, ok, skipped, warning } from './check.js';

export interface CardContext {
  /** Ports named on the command line, by path. */
  readonly probe: readonly string[];
  /** Cards of the daemon, if it runs. */
  readonly held: readonly CardStatus[];
  /** Measurement of the runtime that this version ships, hex. */
  readonly runtime: string;
  readonly survey?: typeof survey;
}

export async function checkCards({ probe, held, runtime, survey: look = survey }: CardContext): Promise<Finding[]> {
  let found: SurveyedPort[];
  try {
    found = await look({ probe });
  } catch (error) {
    found = [];
    if (held.length === 0) return [skipped('cards', asCpu6Error(error).message)];
  }
  const own = new Set(held.map((card) => card.address));
  const findings = [
    ...held.map((card) => heldCard(card, runtime)),
    ...found.filter((port) => !own.has(port.address)).flatMap((port) => freePort(port, runtime)),
  ];
  return findings.length > 0
    ? findings
    : [warning('cards', 'no board is plugged in', 'Plug one in; or name its port: cpu6 doctor --probe PATH.')];
}

const flashIt = 'Flash the current one: stop the daemon, then `cpu6 flash`.';

function heldCard(card: CardStatus, runtime: string): Finding {
  const check = `card at ${card.address}`;
  if (!card.connected) {
    const { problem } = card;
    return failed(check, problem?.message ?? 'the daemon does not reach it', problem?.fix ?? 'Plug it in again.');
  }
  if (card.runtime !== runtime)
    return warning(
      check,
      `${card.card} on ${card.board} runs another runtime (${card.runtime?.slice(0, 16)}…)`,
      flashIt,
    );
  const servers = card.servers.filter((s) => s.enrolled).map((s) => s.name);
  return servers.length > 0
    ? ok(check, `${card.card} on ${card.board}, current runtime, enrolled with ${servers.join(', ')}`)
    : warning(check, `${card.card} on ${card.board} is enrolled with no server`, 'cpu6 enrol TICKET');
}

function freePort(port: SurveyedPort, runtime: string): Finding[] {
  const check = `port ${port.path}`;
  switch (port.kind) {
    case 'card':
      return [
        port.runtime === runtime
          ? ok(check, `card ${port.card} on ${port.board}, current runtime, starts by itself`)
          : warning(check, `card ${port.card} on ${port.board} runs another runtime`, flashIt),
      ];
    case 'console':
      return [warning(check, `${port.board} with Espruino ${port.espruino}, no card yet`, port.why)];
    case 'taken':
      return [failed(check, port.why, 'Stop that program; a serial port has one user at a time.')];
    case 'no permission':
      return [failed(check, 'you may not open it', port.why)];
    case 'no device':
      return [failed(check, port.why, 'Check the name and the cable.')];
    case 'other':
    case 'silent':
      return [warning(check, port.why, 'If it is a cpu6 card: unplug it and plug it in again.')];
    case 'not asked':
      // Nothing to say about a port that is no board's; one that may be is named by `cpu6 ports`.
      return port.boards.length > 0 ? [skipped(check, port.why)] : [];
  }
}
