// The operator's end of the admin API: one request, its answer or the server's error.
import { catalogue } from '../../protocol/errors/catalogue.js';
import { Cpu6Error, type ErrorReport } from '../../protocol/errors/error.js';

/** `url`: http: or https: address of the server. Rejects with the server's error, or `ADMIN_UNREACHABLE`. */
export async function adminRequest<T>(
  url: string,
  token: string,
  method: 'GET' | 'POST',
  route: string,
  body?: object,
): Promise<T> {
  const unreachable = (why: string): Cpu6Error => new Cpu6Error('ADMIN_UNREACHABLE', { address: url, why });
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(new URL(route, url), {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    answer = await response.json();
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    throw unreachable(cause?.code ?? (error as Error).message);
  }
  if (response.ok) return answer as T;
  const report = answer as ErrorReport;
  if (!Object.hasOwn(catalogue, report.code)) throw unreachable(`HTTP ${response.status}`);
  throw new Cpu6Error(report.code, report.facts);
}
