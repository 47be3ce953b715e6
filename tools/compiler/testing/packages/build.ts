// Compiles an example of a package, and runs its bundle in Node for comparison.
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import type { Plugin } from 'esbuild';
import { type Bundle, bundle } from '../../bundle.js';
import { compilePlain } from '../../plain.js';
import { wrapper } from '../probes/probes.js';
import type { Example } from './examples.js';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));

/** The example's text as a file that is nowhere, beside `node_modules`. */
const virtual = (text: string): Plugin => ({
  name: 'example',
  setup(b) {
    b.onResolve({ filter: /^\/example\.ts$/ }, () => ({ path: 'example.ts', namespace: 'example' }));
    b.onLoad({ filter: /.*/, namespace: 'example' }, () => ({ contents: text, loader: 'ts', resolveDir: root }));
  },
});

export const bundleExample = (example: Example): Promise<Bundle> =>
  bundle('/example.ts', { form: 'script', plugins: [virtual(example.text)] });

export const compileExample = (input: Bundle): string => compilePlain('/example.ts', input).code;

/** What the example reports in Node, line by line. */
export async function inNode(input: Bundle): Promise<string> {
  const lines: string[] = [];
  const context = createContext({
    print: (text: string) => lines.push(text.slice(2)),
    setTimeout,
    TextEncoder,
    TextDecoder,
  });
  runInContext(wrapper, context);
  runInContext(input.code, context);
  await new Promise((done) => setImmediate(done));
  return lines.join('\n');
}

export const recordingFile = fileURLToPath(
  new URL('../../../../../tools/compiler/testing/packages/recorded.json', import.meta.url),
);
