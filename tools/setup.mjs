// What stands before `npm start`, `npm test`, `npm run bench` and `npm run build`: installs from the lockfile and builds when needed.
// Plain JavaScript without imports from node_modules: it runs in a fresh clone.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => path.join(root, ...parts);
const oldestNode = [20, 19];
const installedStamp = at('node_modules', '.cpu6-lock');
const builtStamp = at('dist', '.cpu6-built');
const sourceFolders = ['protocol', 'device', 'host', 'server', 'tools', 'hil', 'examples'];

const say = (line) => process.stderr.write(`${line}\n`);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    say(`cpu6 needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org.`);
    process.exit(1);
  }
}

/** Runs a program; resolves with its exit code. Output goes to standard error unless it is the last step. */
function run(command, args, { last = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: last ? 'inherit' : ['ignore', 2, 2],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32' && command === 'npm',
    });
    // The child shares the terminal and gets Ctrl-C itself; this process only waits for it.
    const forward = (signal) => last && child.kill(signal);
    process.on('SIGINT', () => {});
    process.on('SIGTERM', forward);
    child.on('error', (error) => {
      say(`cannot run ${command}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

async function install() {
  const lockFile = at('package-lock.json');
  const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (existsSync(installedStamp) && readFileSync(installedStamp, 'utf8') === lock) return;
  // Somebody ran `npm ci` or `npm install` by hand: npm's own record is newer than the lockfile.
  const npmRecord = at('node_modules', '.package-lock.json');
  if (existsSync(npmRecord) && statSync(npmRecord).mtimeMs > statSync(lockFile).mtimeMs) {
    writeFileSync(installedStamp, lock);
    return;
  }
  say('installing packages (npm ci) …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) process.exit(code);
  writeFileSync(installedStamp, lock);
}

/** Newest modification below a folder, in ms. */
function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(file) : statSync(file).mtimeMs);
  }
  return time;
}

async function build() {
  const sources = Math.max(...sourceFolders.map((f) => newest(at(f))), statSync(at('tsconfig.json')).mtimeMs);
  if (existsSync(builtStamp) && statSync(builtStamp).mtimeMs >= Math.max(sources, statSync(installedStamp).mtimeMs))
    return;
  say('building …');
  const started = new Date();
  for (const args of [
    [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'],
    [at('dist', 'tools', 'compiler', 'artifacts.js')],
  ]) {
    const code = await run(process.execPath, args);
    if (code !== 0) process.exit(code);
  }
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(builtStamp, '');
  utimesSync(builtStamp, started, started); // what was edited during the build is newer
}

const [verb, ...args] = process.argv.slice(2);
checkNode();
await install();
await build();
if (verb === 'start')
  process.exitCode = await run(process.execPath, [at('dist/examples/checkout/start.js'), ...args], { last: true });
else if (verb === 'bench')
  process.exitCode = await run(process.execPath, [at('dist/hil/bench/main.js'), ...args], { last: true });
else if (verb === 'hil')
  process.exitCode = await run(process.execPath, [at('dist/hil/card/main.js'), ...args], { last: true });
else if (verb === 'mutate')
  process.exitCode = await run(process.execPath, [at('dist/hil/mutation/main.js'), ...args], { last: true });
else if (verb === 'test')
  process.exitCode = await run(process.execPath, [at('node_modules/jest/bin/jest.js'), ...args], {
    last: true,
    env: { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim() },
  });
