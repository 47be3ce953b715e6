// Small HTTP helpers: bounded bodies, JSON answers, errors as reports.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../../protocol/errors/catalogue.js';
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';

/** Bytes of a request's body. */
export const greatestBody = 16_384;

const statuses: Partial<Record<ErrorCode, number>> = {
  TOKEN_INVALID: 401,
  NOT_ALLOWED: 403,
  INPUT_FILE: 404,
  SESSION_UNKNOWN: 404,
  CARD_UNKNOWN: 404,
  HOST_UNKNOWN: 404,
  PROCESS_UNKNOWN: 404,
  MESSAGE_TOO_BIG: 413,
  RATE_LIMITED: 429,
  STOPPED: 503,
  INTERNAL: 500,
};

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`, 'utf8');
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  const body = Buffer.from(text, 'utf8');
  response.writeHead(status, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store' });
  response.end(body);
}

/** An error as {@link ErrorReport}; of a defect only that there is one. */
export function sendError(response: ServerResponse, error: unknown, status?: number): void {
  const coded = asCpu6Error(error);
  const shown = coded.code === 'INTERNAL' ? new Cpu6Error('INTERNAL', { what: 'see the log of the server' }) : coded;
  sendJson(response, status ?? statuses[coded.code] ?? 400, shown.report());
}

/** The request's JSON object, `{}` if there is none. Throws `MESSAGE_TOO_BIG` or `MESSAGE_MALFORMED`. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > greatestBody) throw new Cpu6Error('MESSAGE_TOO_BIG', { size, limit: greatestBody });
    parts.push(part);
  }
  if (size === 0) return {};
  const malformed = (why: string) => new Cpu6Error('MESSAGE_MALFORMED', { peer: 'the client', why });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw malformed('not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('not a JSON object');
  return value as Record<string, unknown>;
}

/** Compares secrets in a time that says nothing about where they differ, nor about their lengths. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}
