// How much text the compiler takes: passes go over a program many times, and beyond a size nobody waits for them.
import { accessSync, constants, statSync } from 'node:fs';
import { limitOf } from '../../protocol/limits.js';
import type { Bundle } from './bundle.js';
import { BuildFailure, explain } from './diagnostics.js';

const refused = (file: string, what: string, largest: string): BuildFailure => {
  const message = explain('C6004', { what, limit: limitOf('compile.text').toLocaleString('en'), largest });
  return new BuildFailure(file, [{ code: 'C6004', file, line: 1, column: 1, message }]);
};

const bytes = (n: number): string => `${n.toLocaleString('en')} bytes`;

/** Refuses what is no file that can be read, or too large, before anything reads it. Throws {@link BuildFailure}. */
export function checkFile(file: string): void {
  const no = (why: string): BuildFailure => {
    const message = explain('C6003', { message: why });
    return new BuildFailure(file, [{ code: 'C6003', file, line: 1, column: 1, message }]);
  };
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw no('there is no such file');
  if (!found.isFile()) throw no('it is no file');
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw no('it may not be read');
  }
  const { size } = found;
  if (size > limitOf('compile.text')) throw refused(file, `the file has ${bytes(size)}`, 'Take data out of it');
}

/** Refuses a bundle that is too large, at the file that adds most to it. Throws {@link BuildFailure}. */
export function checkBundleSize({ code, parts }: Pick<Bundle, 'code' | 'parts'>): void {
  const size = Buffer.byteLength(code);
  if (size <= limitOf('compile.text')) return;
  const [[file, most]] = [...parts].sort((a, b) => b[1] - a[1]) as [[string, number]];
  throw refused(
    file,
    `with what it imports the program has ${bytes(size)}`,
    `This file adds most to it, ${bytes(most)}: import less of it, or less`,
  );
}
