// A program beside the card's runtime that takes memory away at a given message, and gives it back later.
//
// It stands at the port's `write`: the first frame of a message has its code behind the header. What it does in a trial is
// in the file `hog`, read at each hello: which message, the how many-th of them, JsVars to leave, ms until they come back.

/** Names of the two files, in the interpreter's directory. */
export const orders = 'hog';
export const released = 'hog-released';

const program = `(function () {
  var write = Serial1.write, fs = require("fs"), code = 0, count = 0, left = 0, time = 0, held = 0, end = 0;
  function release() {
    if (!held || getTime() < end) return;
    held = 0;
    fs.writeFileSync("${released}", "1");
  }
  function take() {
    // Several, since an interrupt takes the timer with it that it ends, and others that are due.
    end = getTime() + time / 1000;
    for (var i = 0; i < 8; i++) setTimeout(release, time + 150 * i);
    held = [];
    for (i = process.memory().free - left; i > 0; i--) held.push(0);
  }
  E.on("errorFlag", release);
  Serial1.write = function (b) {
    release();
    write.call(Serial1, b);
    var type = b.charCodeAt(3);
    if (type === 8) {
      var o = (fs.readFileSync("${orders}") || "0").split(" ");
      code = o[0] | 0; count = o[1] | 0; left = o[2] | 0; time = o[3] | 0;
    } else if (code && type && type < 5 && b.charCodeAt(6) === code && !--count) {
      code = 0;
      take();
    }
  };
})();
`;

/** It comes back when the runtime starts the interpreter again. */
export const hogProgram = `${program}require("Storage").write(".boot0", ${JSON.stringify(program)});`;
