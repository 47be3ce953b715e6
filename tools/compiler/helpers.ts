// What lowered code of the unconfined kind calls that the card does not have.
import { statements, type t } from './babel.js';

/** Drives a state machine made by the async pass; confined code calls the same in `$c`. */
const run = `function $run(step, catches) {
  return new Promise(function (resolve, reject) {
    var over;
    function done(value, failed) {
      over = 1;
      if (failed) reject(value);
      else resolve(value);
    }
    function next(value, failed) {
      var wait;
      for (;;)
        try {
          wait = step(value, done, failed);
          break;
        } catch (error) {
          if (over || !catches) return done(error, 1);
          value = error;
          failed = 1;
        }
      if (!over) Promise.resolve(wait).then(function (v) { next(v); }, function (e) { if (catches) next(e, 1); else done(e, 1); });
    }
    next();
  });
}`;

export const runHelper = (): t.Statement[] => statements(run);
