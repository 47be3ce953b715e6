#!/usr/bin/env node
// The `cpu6` command: runs it, and lets signals stop it.
//
// Exit codes: 0 done · 1 it failed (the error code says why) · 2 wrong usage · 3 the sources do not compile · 130 Ctrl-C
import { Output } from './output.js';
import { run } from './run.js';

const words = process.argv.slice(2);
const stop = new AbortController();
const onSignal = (signal: NodeJS.Signals): void => {
  if (stop.signal.reason === 'SIGINT') process.exit(130); // the second Ctrl-C does not wait
  stop.abort(signal);
};
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

// A closed pipe (`cpu6 cards | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
// Natural exit, so that buffered output is written; the verbs leave nothing running.
process.exitCode = await run(words, new Output(words.includes('--json')), stop.signal);
