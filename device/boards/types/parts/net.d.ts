// Sockets, HTTP and URLs.
/// <reference path="core.d.ts" />

interface DgramModule {
  createSocket(type: any, callback?: any): dgramSocket;
}
interface EspruinoBuiltInModules {
  readonly net: NetModule;
  readonly dgram: DgramModule;
  readonly http: HttpModule;
  readonly NetworkJS: NetworkJSModule;
}
interface EspruinoUrl {
  parse(
    text: string,
    parseQuery?: boolean,
  ): {
    method: string;
    host: string;
    path: string;
    pathname: string;
    search: string | null;
    port: number | null;
    query: any;
  };
}
interface HttpModule {
  createServer(listener: (request: httpSRq, response: httpSRs) => void): httpSrv;
  request(options: string | EspruinoHttpOptions, listener?: (response: httpCRs) => void): httpCRq;
  get(options: string | EspruinoHttpOptions, listener?: (response: httpCRs) => void): httpCRq;
}
interface NetModule {
  createServer(listener: (socket: Socket) => void): Server;
  connect(options: string | { host: string; port: number }, connected?: () => void): Socket;
}
interface NetworkJSModule {
  create(obj: any): any;
}
interface Server {
  listen(port: number): Server;
  close(): void;
}
interface ServerConstructor {}
interface Socket {
  on(event: 'data', listener: (data: any) => void): void;
  on(event: 'close', listener: (had_error: any) => void): void;
  on(event: 'error', listener: (details: any) => void): void;
  available(): number;
  read(count?: number): string;
  pipe(destination: unknown, options?: EspruinoPipeOptions): void;
  on(event: 'drain', listener: () => void): void;
  write(data: EspruinoData): boolean;
  end(data?: EspruinoData): void;
}
interface SocketConstructor {}
interface dgramSocket {
  send(buffer: any, offset: any, length: any, ...args: any[]): void;
  on(event: 'message', listener: (msg: any, rinfo: any) => void): void;
  bind(port: number, callback?: any): any;
  close(): void;
  addMembership(group: any, ip: any): void;
  on(event: 'close', listener: (had_error: any) => void): void;
}
interface dgramSocketConstructor {}
interface httpCRq {
  on(event: 'drain', listener: () => void): void;
  on(event: 'error', listener: () => void): void;
  write(data: EspruinoData): boolean;
  end(data?: EspruinoData): void;
}
interface httpCRqConstructor {}
interface httpCRs {
  on(event: 'data', listener: (data: any) => void): void;
  on(event: 'close', listener: () => void): void;
  on(event: 'error', listener: () => void): void;
  available(): number;
  read(count?: number): string;
  pipe(destination: unknown, options?: EspruinoPipeOptions): void;
}
interface httpCRsConstructor {}
interface httpSRq {
  on(event: 'data', listener: (data: any) => void): void;
  on(event: 'close', listener: () => void): void;
  available(): number;
  read(count?: number): string;
  pipe(destination: unknown, options?: EspruinoPipeOptions): void;
}
interface httpSRqConstructor {}
interface httpSRs {
  on(event: 'drain', listener: () => void): void;
  on(event: 'close', listener: () => void): void;
  write(data: EspruinoData): boolean;
  end(data?: EspruinoData): void;
  writeHead(status: number, headers?: Record<string, string>): void;
  setHeader(name: string, value: string): void;
}
interface httpSRsConstructor {}
interface httpSrv {
  listen(port: number): httpSrv;
  close(): void;
}
interface httpSrvConstructor {}
declare const Server: ServerConstructor;
declare const Socket: SocketConstructor;
declare const dgramSocket: dgramSocketConstructor;
declare const httpCRq: httpCRqConstructor;
declare const httpCRs: httpCRsConstructor;
declare const httpSRq: httpSRqConstructor;
declare const httpSRs: httpSRsConstructor;
declare const httpSrv: httpSrvConstructor;
declare const url: EspruinoUrl;
declare module 'NetworkJS' {
  const inside: NetworkJSModule;
  export default inside;
}
declare module 'dgram' {
  const inside: DgramModule;
  export default inside;
}
declare module 'http' {
  const inside: HttpModule;
  export default inside;
}
declare module 'net' {
  const inside: NetModule;
  export default inside;
}
