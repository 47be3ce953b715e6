// Local apps on the unix socket: one JSON-RPC message per line. Who can open the socket is a program of this user.
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { Cpu6Error } from '../../protocol/errors/error.js';
import { errorAnswer } from './json-rpc.js';
import type { LocalClient } from './local-client.js';

export interface UnixServerOptions {
  readonly path: string;
  /** Bytes, local.message. */
  readonly messageLimit: number;
  /** Throws `TOO_MANY_CLIENTS`. */
  readonly connect: (send: (text: string) => void) => LocalClient;
  readonly disconnect: (client: LocalClient) => void;
}

/** An app that does not read its notifications is dropped at so many bytes. */
const maxWaiting = 4_194_304;

export class UnixServer {
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  constructor(private readonly o: UnixServerOptions) {}

  async start(): Promise<void> {
    const { path } = this.o;
    const isFile = process.platform !== 'win32';
    if (isFile) {
      const dir = dirname(path);
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      const { uid, mode } = lstatSync(dir);
      // Somebody else's directory under the temporary one would let them replace the socket.
      if (uid !== process.getuid!() || (mode & 0o077) !== 0)
        throw new Cpu6Error('CONFIG_INVALID', { file: dir, why: 'it must belong to this user alone (mode 0700)' });
      rmSync(path, { force: true }); // of a daemon that died: the lock says that none lives
    }
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(error.code === 'EADDRINUSE' ? new Cpu6Error('ADDRESS_IN_USE', { address: path }) : error),
      );
      const mask = isFile ? process.umask(0o177) : 0;
      server.listen(path, resolve);
      if (isFile) process.umask(mask);
    });
    if (isFile) chmodSync(path, 0o600);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    if (server?.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    let client: LocalClient | undefined;
    const gone = (): void => {
      this.#sockets.delete(socket);
      if (client) this.o.disconnect(client);
      client = undefined;
    };
    socket.on('error', () => socket.destroy());
    socket.on('close', gone);
    const send = (text: string): void => {
      if (socket.destroyed) return;
      socket.write(`${text}\n`);
      if (socket.writableLength > maxWaiting) socket.destroy();
    };
    try {
      client = this.o.connect(send);
    } catch (error) {
      send(errorAnswer(null, error));
      return void socket.end();
    }
    const limit = this.o.messageLimit;
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = data.indexOf(10); end >= 0 && client; end = data.indexOf(10)) {
        if (end > limit) break;
        const line = data.subarray(0, end).toString('utf8').trim();
        data = data.subarray(end + 1);
        if (line !== '') void client.receive(line);
      }
      if (data.length > limit) {
        send(errorAnswer(null, new Cpu6Error('MESSAGE_TOO_BIG', { size: data.length, limit })));
        socket.end();
        socket.removeAllListeners('data');
        socket.resume();
        return;
      }
      rest = Buffer.from(data);
    });
  }
}
