import { describe, expect, test } from '@jest/globals';
import { recogniseUsb, type UsbSerial, udevRule, usbSerials } from '../../protocol/usb.js';
import { boardNamed, boards, boardsBehind, linkLimits } from './index.js';

describe('the boards', () => {
  test('have names that fit a description, each its own', () => {
    for (const { name } of boards) expect(name).toMatch(/^[A-Z0-9_]{1,16}$/);
    expect(new Set(boards.map((b) => b.name)).size).toBe(boards.length);
    expect(boards.length).toBeGreaterThanOrEqual(19);
    expect(() => boardNamed('NOSUCH')).toThrow(/virtual:NOSUCH/);
  });

  test('set no watchdog that their interpreter refuses: 12 bits at 40,000 / 256 Hz on STM32, 8.3 s on RP2040', () => {
    for (const b of boards) {
      if (b.firmware.method === 'stm32') expect((b.watchdog * 40_000) / 256).toBeLessThanOrEqual(0xfff);
      if (b.chip === 'RP2040') expect(b.watchdog).toBeLessThanOrEqual(8);
    }
  });

  test('are sent no more at once than they can hold', () => {
    for (const b of boards) {
      const { window, frame } = linkLimits(b);
      expect(window).toBeLessThan(b.rx);
      expect(frame).toBeLessThan(window);
    }
  });

  test('that usually carry a serial chip are found by it', () => {
    expect(boardsBehind('stm32').map((b) => b.name)).toEqual(['PICO_R1_3', 'ESPRUINOWIFI', 'ESPRUINOBOARD']);
    expect(boardsBehind('rp2').map((b) => b.name)).toEqual(['RP2040_PICO', 'RP2350_PICO2']);
  });
});

describe('serial ports on USB', () => {
  test('are recognised whatever the case of their ids, and others are not', () => {
    expect(recogniseUsb('303A', '1001')).toBe('espressif');
    expect(recogniseUsb('1366', '0105')).toBe('jlink');
    expect(recogniseUsb('0483', '3748')).toBeUndefined();
    expect(recogniseUsb(undefined, undefined)).toBeUndefined();
  });

  test('all have a line in the udev rule', () => {
    const rule = udevRule();
    for (const { vendor, product } of Object.values<UsbSerial>(usbSerials))
      expect(rule).toContain(
        `ATTRS{idVendor}=="${vendor}"${product ? `, ATTRS{idProduct}=="${product}"` : ''}, TAG+="uaccess"`,
      );
  });
});
