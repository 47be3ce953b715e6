// Test code: the byte line to a card, whatever it is, and faults on it.
export interface Wire {
  write(bytes: Uint8Array): void;
  onData(f: (bytes: Uint8Array) => void): void;
}
