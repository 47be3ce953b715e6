// Names of the runtime's files in a card's Storage. Runtime and configuration come in two places, so that a new version is
// written beside the one that runs; the boot code says which counts, and is written last.
//
//   .bootcde   checks the others, starts the runtime           ─► cpu6.js0, cpu6.cf0   (or …1)
//   cpu6.con   gives the console back, for one start            cpu6.k   key of the unlock
//   cpu6.ra/b  seed of the random generator                     cpu6.s*  slots

export const bootFile = '.bootcde';
export const runtimeFile = 'cpu6.js';
export const configFile = 'cpu6.cf';
export const consoleFile = 'cpu6.con';
export const unlockKeyFile = 'cpu6.k';
/** Name of the seed's record: K ‖ V, 64 bytes. The first one is written at install time. */
export const seedFile = 'cpu6.r';

/** Where the boot code (boot-code.ts) has the name of the runtime, and the place in it. */
export const runtimeNameAt = 27;
export const placeAt = runtimeNameAt + runtimeFile.length;
