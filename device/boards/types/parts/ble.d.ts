// Bluetooth LE: what all boards with a radio have.
/// <reference path="core.d.ts" />

interface EspruinoNRF {
  on(event: 'connect', listener: (addr: any) => void): void;
  on(event: 'disconnect', listener: (reason: number) => void): void;
  on(event: 'security', listener: (status: any) => void): void;
  disconnect(): void;
  sleep(): void;
  wake(): void;
  restart(then?: () => void): void;
  getAddress(current?: boolean): string;
  getAdvertisingName(): any;
  getBattery(): number;
  setAdvertising(data: Record<string | number, any> | readonly any[], options?: Record<string, any>): void;
  getAdvertisingData(data: Record<string | number, any>, options?: Record<string, any>): number[];
  setScanResponse(data: EspruinoData): void;
  setServices(
    services: Record<string, Record<string, EspruinoCharacteristic>> | undefined,
    options?: {
      advertise?: string[];
      uart?: boolean;
      hid?: EspruinoData;
      ancs?: boolean;
      ams?: boolean;
      cts?: boolean;
    },
  ): void;
  updateServices(services: Record<string, Record<string, EspruinoCharacteristic>>): void;
  setScan(listener?: ((device: BluetoothDevice) => void) | false, options?: Record<string, any>): void;
  filterDevices(devices: any, filters: any): any;
  findDevices(listener: (devices: BluetoothDevice[]) => void, options?: number | Record<string, any>): void;
  setRSSIHandler(listener?: (rssi: number) => void): void;
  setTxPower(power: number): void;
  getSecurityStatus(): any;
}
declare const Bluetooth: Serial;
declare const NRF: EspruinoNRF;
