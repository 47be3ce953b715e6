// JSON-RPC 2.0 (jsonrpc.org/specification), the server's half: text of a local app to requests, and answers to text.
//
// Application errors carry the number of the error catalogue as `code` and the whole report as `data`.
import { asCpu6Error, Cpu6Error } from '../../protocol/errors/error.js';

export interface RpcRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Absent: a notification, which gets no answer. */
  readonly id?: string | number | null;
}

export type RpcId = string | number | null;
export type RpcHandler = (method: string, params: Readonly<Record<string, unknown>>) => Promise<unknown>;

const maxBatch = 16;

/** Numbers of the specification for what is wrong with the request itself. */
const codes = { parse: -32_700, request: -32_600, method: -32_601, params: -32_602 } as const;

class RpcError extends Error {
  constructor(
    readonly code: number,
    readonly error: Cpu6Error,
  ) {
    super(error.message);
  }
}

/** For handlers: the method or its parameters are wrong. */
export const methodNotFound = (method: string): Error =>
  new RpcError(codes.method, new Cpu6Error('REQUEST_INVALID', { why: `there is no method "${method.slice(0, 40)}"` }));
export const invalidParams = (why: string): Error =>
  new RpcError(codes.params, new Cpu6Error('REQUEST_INVALID', { why }));

export const errorAnswer = (id: RpcId, thrown: unknown): string => {
  const error = thrown instanceof RpcError ? thrown.error : asCpu6Error(thrown);
  const code = thrown instanceof RpcError ? thrown.code : error.entry.number;
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message: error.message, data: error.report() } });
};

export const notification = (method: string, params: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', method, params });

/** Reads one request. Throws what {@link errorAnswer} takes. */
export function readRequest(raw: unknown): RpcRequest {
  const fail = (why: string): never => {
    throw new RpcError(codes.request, new Cpu6Error('REQUEST_INVALID', { why }));
  };
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return fail('it is no object');
  const { jsonrpc, method, params = {}, id } = raw as Record<string, unknown>;
  if (jsonrpc !== '2.0') fail('"jsonrpc" must be "2.0"');
  if (typeof method !== 'string') return fail('"method" must be text');
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return fail('"params" must be an object');
  if (id !== undefined && id !== null && typeof id !== 'string' && typeof id !== 'number') return fail('"id" is wrong');
  return { method, params: params as Record<string, unknown>, ...(id === undefined ? {} : { id }) };
}

/** Handles the text of one message, batches too; resolves to the answer's text, `undefined` if none is due. Never rejects. */
export async function handleText(text: string, handler: RpcHandler): Promise<string | undefined> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return errorAnswer(null, new RpcError(codes.parse, new Cpu6Error('REQUEST_INVALID', { why: 'it is not JSON' })));
  }
  if (!Array.isArray(raw)) return handleOne(raw, handler);
  if (raw.length === 0 || raw.length > maxBatch)
    return errorAnswer(null, invalidRequest(`a batch has 1 to ${maxBatch} requests`));
  const answers = (await Promise.all(raw.map((one) => handleOne(one, handler)))).filter((a) => a !== undefined);
  return answers.length === 0 ? undefined : `[${answers.join(',')}]`;
}

const invalidRequest = (why: string): Error => new RpcError(codes.request, new Cpu6Error('REQUEST_INVALID', { why }));

async function handleOne(raw: unknown, handler: RpcHandler): Promise<string | undefined> {
  let request: RpcRequest;
  try {
    request = readRequest(raw);
  } catch (error) {
    return errorAnswer(idOf(raw), error);
  }
  try {
    const result = (await handler(request.method, request.params)) ?? null;
    return request.id === undefined ? undefined : JSON.stringify({ jsonrpc: '2.0', id: request.id, result });
  } catch (error) {
    return request.id === undefined ? undefined : errorAnswer(request.id, error);
  }
}

function idOf(raw: unknown): RpcId {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
