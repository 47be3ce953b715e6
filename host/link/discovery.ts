// `auto`: which serial ports look like cards right now.
import { SerialPort } from 'serialport';
import { recogniseUsb, usbSerials } from '../../protocol/usb.js';

export interface FoundPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

export interface Discovery {
  /** Addresses (`serial:PATH`) of the ports whose USB fingerprint is known. */
  readonly addresses: readonly string[];
  /** Why the system's ports could not be listed (for example: no `udevadm`). Nothing found, but no crash. */
  readonly cannotList?: string;
}

/** Is it the port of a board, and not a chip that sits in all kinds of equipment? */
const isCardPort = (port: FoundPort): boolean => {
  const usb = recogniseUsb(port.vendorId, port.productId);
  return usb !== undefined && !usbSerials[usb].shared;
};

/** `list`: injectable for tests. */
export async function discover(list: () => Promise<readonly FoundPort[]> = SerialPort.list): Promise<Discovery> {
  try {
    const ports = await list();
    const found = ports.filter(isCardPort);
    return { addresses: found.map((port) => `serial:${port.path}`) };
  } catch (error) {
    return { addresses: [], cannotList: error instanceof Error ? error.message : String(error) };
  }
}
