// The Wifi module.
/// <reference path="core.d.ts" />

interface EspruinoBuiltInModules {
  readonly Wifi: WifiModule;
}
interface WifiModule {
  on(event: 'associated', listener: (details: any) => void): void;
  on(event: 'disconnected', listener: (details: any) => void): void;
  on(event: 'auth_change', listener: (details: any) => void): void;
  on(event: 'dhcp_timeout', listener: () => void): void;
  on(event: 'connected', listener: (details: any) => void): void;
  on(event: 'sta_joined', listener: (details: any) => void): void;
  on(event: 'sta_left', listener: (details: any) => void): void;
  on(event: 'probe_recv', listener: (details: any) => void): void;
  disconnect(callback?: any): void;
  stopAP(callback?: any): void;
  connect(
    name: string,
    options?:
      | { password?: string; dnsServers?: string[]; channel?: number; bssid?: string }
      | ((error: string | null) => void),
    callback?: (error: string | null) => void,
  ): void;
  scan(
    callback: (networks: { ssid: string; rssi: number; channel: number; authMode: string; mac: string }[]) => void,
  ): void;
  startAP(ssid: any, options?: any, callback?: any): void;
  getStatus(callback: any): any;
  setConfig(settings: any): void;
  getDetails(callback?: any): any;
  getAPDetails(callback?: any): any;
  save(what: any): void;
  restore(): void;
  getIP(callback?: (error: string | null, ip: { ip: string; netmask: string; gw: string; mac: string }) => void): {
    ip: string;
    netmask: string;
    gw: string;
    mac: string;
  };
  getAPIP(callback?: any): any;
  getHostByName(hostname: any, callback?: any): void;
  getHostname(callback?: any): any;
  setHostname(hostname: any, callback?: any): void;
  setSNTP(server: any, tz_offset: any): void;
  setIP(settings: any, callback?: any): void;
  setAPIP(settings: any, callback?: any): void;
  ping(hostname: any, callback?: any): void;
}
declare module 'Wifi' {
  const inside: WifiModule;
  export default inside;
}
