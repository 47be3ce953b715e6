// Pins and serial ports by their names in the configuration.
const globals = global as unknown as Record<string, unknown>;

export function portOf(name: string): Serial {
  'cold';
  return globals[name] as Serial;
}

export function pinOf(name: string): Pin {
  'cold';
  return globals[name] as Pin;
}
