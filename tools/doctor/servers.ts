// The servers that this host is enrolled with: reachable, its certificate good for a while, its clock like ours.
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type Finding, failed, ok, warning } from './check.js';

export interface KnownServer {
  readonly name: string;
  /** Of its uplink: ws: or wss:. */
  readonly url: string;
}

interface Answer {
  readonly date: string | undefined;
  /** When its certificate ends, for TLS. */
  readonly validTo: string | undefined;
}

const patience = 5_000;
/** Seconds by which two clocks may differ before certificates and tickets suffer. */
const clockTolerance = 60;
const daysBefore = 14;
const day = 86_400_000;

/** One finding per thing that was learned. `now`: injectable, ms. */
export async function checkServer({ name, url }: KnownServer, now: () => number = Date.now): Promise<Finding[]> {
  const check = `server ${name}`;
  let answer: Answer;
  let asked: number;
  try {
    asked = now();
    answer = await health(url);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/.test(code))
      return [
        failed(
          check,
          `its certificate is not accepted: ${message}`,
          'The operator must renew it; for a private authority set NODE_EXTRA_CA_CERTS to its file.',
        ),
      ];
    return [failed(check, `${url} cannot be reached: ${code || message}`, 'Check the network, and that it runs.')];
  }
  const out = [ok(check, `answers at ${url}`)];
  if (answer.validTo) {
    const days = Math.floor((Date.parse(answer.validTo) - now()) / day);
    const found = `its certificate is good for ${days} days`;
    out.push(
      days < daysBefore
        ? warning(`${check}: certificate`, found, 'The operator should renew it.')
        : ok(`${check}: certificate`, found),
    );
  } else if (!isLoopback(url))
    out.push(warning(`${check}: certificate`, 'the uplink is not encrypted (ws:)', 'The operator should serve wss:.'));
  if (answer.date) {
    // The header counts whole seconds, and the answer took its time.
    const seconds = Math.round((Date.parse(answer.date) - (asked + now()) / 2) / 1000);
    const found =
      Math.abs(seconds) <= 1 ? 'the same as here' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
    out.push(
      Math.abs(seconds) > clockTolerance
        ? failed(`${check}: clock`, found, 'Set the clocks by network time (timedatectl set-ntp true).')
        : ok(`${check}: clock`, found),
    );
  }
  return out;
}

const isLoopback = (url: string): boolean => /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname);

function health(url: string): Promise<Answer> {
  const target = new URL('/healthz', url.replace(/^ws/, 'http'));
  const request = target.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const asked = request(target, { timeout: patience }, (response) => {
      const certificate = (response.socket as Partial<TLSSocket>).getPeerCertificate?.();
      response.resume();
      resolve({ date: response.headers.date, validTo: certificate?.valid_to });
    });
    asked.on('timeout', () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    asked.on('error', reject);
    asked.end();
  });
}
