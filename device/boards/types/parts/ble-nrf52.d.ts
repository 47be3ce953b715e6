// Bluetooth LE of the nRF52 boards.
/// <reference path="core.d.ts" />

interface BluetoothDevice {
  on(event: 'phy', listener: (arr: any) => void): void;
  on(event: 'phy_req', listener: (arr: any) => void): void;
  on(event: 'mtu', listener: (arr: number) => void): void;
  on(event: 'gattserverdisconnected', listener: (reason: number) => void): void;
  on(event: 'passkey', listener: (passkey: any) => void): void;
  on(event: 'passkeyRequest', listener: () => void): void;
  sendPasskey(passkey: any): void;
}
interface BluetoothDeviceConstructor {}
interface BluetoothGATTServer {
  on(event: 'rssi', listener: (rssi: number) => void): void;
}
interface BluetoothRemoteGATTCharacteristic {
  stopNotifications(): Promise<void>;
}
interface BluetoothRemoteGATTServer {
  updateConnection(options: any): void;
  startBonding(forceRePair: boolean | 0 | 1): Promise<any>;
  getSecurityStatus(): any;
}
interface EspruinoE {
  on(event: 'comparator', listener: (dir: number) => void): void;
  setComparator(pin: Pin, level: number): void;
}
interface EspruinoNRF {
  on(event: 'error', listener: (msg: any) => void): void;
  on(event: 'passkey', listener: (passkey: any) => void): void;
  on(event: 'advertising', listener: (isAdvertising: boolean | 0 | 1) => void): void;
  on(event: 'bond', listener: (status: any) => void): void;
  on(event: 'HID', listener: () => void): void;
  on(event: 'phy', listener: (arr: any) => void): void;
  on(event: 'phy_req', listener: (arr: any) => void): void;
  on(event: 'mtu', listener: (arr: number) => void): void;
  eraseBonds(hard?: boolean | 0 | 1): void;
  setAddress(addr: any): void;
  resolveAddress(options: any): any;
  sendHIDReport(data: EspruinoData, then?: () => void): void;
  ancsIsActive(): boolean;
  ancsAction(uid: number, positive?: boolean | 0 | 1): void;
  ancsGetNotificationInfo(uid: number): Promise<any>;
  ancsGetAppInfo(id: any): Promise<any>;
  amsIsActive(): boolean;
  amsGetPlayerInfo(id: any): Promise<any>;
  amsGetTrackInfo(id: any): Promise<any>;
  amsCommand(id: any): void;
  ctsIsActive(): boolean;
  ctsGetTime(): Promise<any>;
  setWhitelist(whitelisting: boolean | 0 | 1): void;
  setSecurity(options: any): void;
  startBonding(force?: boolean): Promise<any>;
  updateConnection(options: any): void;
}
declare const BluetoothDevice: BluetoothDeviceConstructor;
