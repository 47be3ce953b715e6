// Bluetooth LE: connecting to other devices.
/// <reference path="core.d.ts" />

interface BluetoothDevice {
  readonly gatt: BluetoothRemoteGATTServer;
}
interface BluetoothRemoteGATTCharacteristic {
  on(event: 'characteristicvaluechanged', listener: () => void): void;
  writeValue(data: EspruinoData): Promise<void>;
  readValue(): Promise<DataView>;
  startNotifications(): Promise<void>;
}
interface BluetoothRemoteGATTCharacteristicConstructor {}
interface BluetoothRemoteGATTServer {
  connect(options?: Record<string, any>): Promise<BluetoothRemoteGATTServer>;
  disconnect(): Promise<any>;
  getPrimaryService(uuid: string): Promise<BluetoothRemoteGATTService>;
  getPrimaryServices(): Promise<BluetoothRemoteGATTService[]>;
  setRSSIHandler(callback: any): void;
}
interface BluetoothRemoteGATTServerConstructor {}
interface BluetoothRemoteGATTService {
  getCharacteristic(uuid: string): Promise<BluetoothRemoteGATTCharacteristic>;
  getCharacteristics(): Promise<BluetoothRemoteGATTCharacteristic[]>;
}
interface BluetoothRemoteGATTServiceConstructor {}
interface EspruinoNRF {
  on(event: 'servicesDiscover', listener: () => void): void;
  on(event: 'characteristicsDiscover', listener: () => void): void;
  requestDevice(options: {
    filters: readonly Record<string, any>[];
    timeout?: number;
    active?: boolean;
    phy?: string;
    extended?: boolean;
  }): Promise<BluetoothDevice>;
  connect(address: string, options?: Record<string, any>): Promise<BluetoothRemoteGATTServer>;
  setConnectionInterval(interval: any): void;
}
declare const BluetoothRemoteGATTCharacteristic: BluetoothRemoteGATTCharacteristicConstructor;
declare const BluetoothRemoteGATTServer: BluetoothRemoteGATTServerConstructor;
declare const BluetoothRemoteGATTService: BluetoothRemoteGATTServiceConstructor;
