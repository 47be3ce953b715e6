// Test code: encoded arguments of the shop applet.
export const u32 = (...numbers: number[]): Buffer => {
  const out = Buffer.alloc(4 * numbers.length);
  for (const [i, n] of numbers.entries()) out.writeUInt32LE(n, 4 * i);
  return out;
};
export const text = (s: string): Buffer => {
  const out = Buffer.alloc(2 + s.length);
  out.writeUInt16LE(s.length);
  out.write(s, 2, 'latin1');
  return out;
};
export const none: Buffer = Buffer.alloc(0);
