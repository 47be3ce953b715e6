// One question to a server and its answer, outside of sessions.
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { uplinkMessages } from '../../protocol/messages/uplink.js';
import { type Clock, systemClock } from '../clock.js';
import type { Uplink, UplinkMessage } from './uplink.js';

/** Sends a message and resolves with the first answer of one of those types. Rejects with `SERVER_UNREACHABLE`. */
export function exchange<T extends UplinkMessage['type']>(
  uplink: Uplink,
  send: Parameters<typeof uplinkMessages.encode>,
  answers: readonly T[],
  { url, ms, clock = systemClock }: { readonly url: string; readonly ms: number; readonly clock?: Clock | undefined },
): Promise<Extract<UplinkMessage, { type: T }>> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      timer.cancel();
      uplink.off('message', onMessage);
    };
    const onMessage = (message: UplinkMessage): void => {
      if (!(answers as readonly string[]).includes(message.type)) return;
      done();
      resolve(message as Extract<UplinkMessage, { type: T }>);
    };
    const timer = clock.after(ms, () => {
      done();
      reject(new Cpu6Error('SERVER_UNREACHABLE', { url, why: `no answer to "${send[0]}"` }));
    });
    uplink.on('message', onMessage);
    uplink.send(...send);
  });
}
