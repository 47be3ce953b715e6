// All programs, by topic.
import { featurePrograms } from '../../features/programs.js';
import { accessors } from './accessors.js';
import { asynchronous } from './async.js';
import { classes } from './classes.js';
import { confined } from './confined.js';
import { confinedClasses } from './confined-classes.js';
import { destructuring } from './destructuring.js';
import { generators } from './generators.js';
import { jumps } from './jumps.js';
import { operators } from './operators.js';
import { parameters } from './parameters.js';
import type { Program } from './program.js';
import { receivers } from './receivers.js';
import { scope } from './scope.js';
import { statements } from './statements.js';
import { values } from './values.js';

export const programs: readonly Program[] = [
  ...scope,
  ...parameters,
  ...destructuring,
  ...operators,
  ...statements,
  ...jumps,
  ...receivers,
  ...accessors,
  ...classes,
  ...generators,
  ...values,
  ...asynchronous,
  ...confined,
  ...confinedClasses,
  ...featurePrograms,
];

/** Every program in every kind of compilation that it is for. */
export const cases = [false, true].flatMap((confined) =>
  programs
    .filter((p) => !p.only || (p.only === 'confined') === confined)
    .map((program) => ({ program, confined, name: `${confined ? 'confined' : 'plain'}: ${program.name}` })),
);
