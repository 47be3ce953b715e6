// A copy of the package in which files are changed, built and tested.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const copied = ['protocol', 'device', 'host', 'server', 'tools', 'hil', 'examples', 'docs', 'dist'];
const files = ['package.json', 'tsconfig.json', 'jest.config.mjs'];

export type Environment = Readonly<Record<string, string>>;

export class Workshop {
  constructor(
    private readonly root: string,
    readonly dir: string,
  ) {
    mkdirSync(dir, { recursive: true });
    for (const name of copied) cpSync(path.join(root, name), path.join(dir, name), { recursive: true });
    for (const name of files) cpSync(path.join(root, name), path.join(dir, name));
    symlinkSync(path.join(root, 'node_modules'), path.join(dir, 'node_modules'));
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  /** A file of dist/, a byte for each character. */
  built(file: string): string {
    return readFileSync(path.join(this.dir, 'dist', file), 'latin1');
  }

  write(file: string, text: string, encoding: BufferEncoding = 'utf8'): void {
    writeFileSync(path.join(this.dir, file), text, encoding);
  }

  /** Puts `to` in the place of `from`. Throws if that does not stand in the file. */
  edit(file: string, from: string, to: string): void {
    const text = readFileSync(path.join(this.dir, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} is another than this run knows`);
    this.write(
      file,
      text.replace(from, () => to),
    );
  }

  /** Puts another text in the place of a source file, and builds what Node runs of it. */
  change(file: string, text: string): void {
    this.write(file, text);
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    writeFileSync(path.join(this.dir, 'dist', file.replace(/\.ts$/, '.js')), outputText);
  }

  /** Builds what is compiled for cards; `false` if that fails. */
  async makeArtifacts(): Promise<boolean> {
    return (await this.#run([path.join(this.dir, 'dist/tools/compiler/artifacts.js')], 120_000)).code === 0;
  }

  /** The test files of dist/ whose path begins with one of these, each once, in that order. */
  tests(prefixes: readonly string[]): string[] {
    const all = readdirSync(path.join(this.dir, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.test.js'))
      .sort();
    return [...new Set(prefixes.flatMap((p) => all.filter((f) => f.startsWith(p))))];
  }

  /**
   * Runs test files until one fails; its name, or `undefined` if all pass. A run that takes longer than `time` ms hangs, which
   * counts as failed. Tests get more time than usual: one that fails because the machine is busy would speak for a check
   * that it does not look at.
   */
  async firstFailure(tests: readonly string[], env: Environment, time: number): Promise<string | undefined> {
    const jest = path.join(this.dir, 'node_modules/jest/bin/jest.js');
    const options = ['--silent', '--bail', '--forceExit', '-i', '--testTimeout=120000'];
    const files = tests.map((t) => path.join(this.dir, 'dist', t));
    const { code, output } = await this.#run([jest, ...options, '--runTestsByPath', ...files], time, env);
    return code === 0 ? undefined : (/^FAIL dist\/(\S+)/m.exec(output)?.[1] ?? 'hangs');
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Its exit code, and what it wrote to standard error, where Jest names the files. */
  #run(
    args: string[],
    time: number,
    env: Environment = {},
  ): Promise<{ readonly code: number; readonly output: string }> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, args, {
        cwd: this.dir,
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
        env: { ...process.env, CPU6_ESPRUINO: '', NODE_OPTIONS: '--experimental-vm-modules --no-warnings', ...env },
      });
      const end = (): void => {
        try {
          process.kill(-child.pid!, 'SIGKILL'); // what the tests had started goes with it
        } catch {
          // it is gone
        }
      };
      const timer = setTimeout(end, time);
      let output = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      child.on('exit', (code) => {
        clearTimeout(timer);
        end();
        resolve({ code: code ?? 1, output });
      });
    });
  }
}
