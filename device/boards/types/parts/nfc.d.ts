// NFC.
/// <reference path="core.d.ts" />

interface EspruinoNRF {
  on(event: 'NFCon', listener: () => void): void;
  on(event: 'NFCoff', listener: () => void): void;
  on(event: 'NFCrx', listener: (arr: any) => void): void;
  nfcURL(url?: string): void;
  nfcPair(key: any): void;
  nfcAndroidApp(app: any): void;
  nfcRaw(payload: any): void;
  nfcStart(payload: any): any;
  nfcStop(): void;
  nfcSend(payload: any): void;
}
