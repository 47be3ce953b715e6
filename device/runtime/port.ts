// Serial ports by their names in the configuration.
export function portOf(name: string): Serial {
  return (global as unknown as Record<string, Serial>)[name]!;
}
