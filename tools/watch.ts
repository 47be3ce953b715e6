// Tells when one of some files changes. Directories are watched, not files: editors save by putting another file in place.
import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Editors write a file in several steps, and several files at once. */
const settle = 15;

export class FileWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  #files = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** `changed` is called once for a burst of changes. */
  constructor(private readonly changed: () => void) {}

  /** The files to watch from now on, absolute. */
  files(list: readonly string[]): void {
    this.#files = new Set(list);
    const wanted = new Set(list.filter((f) => !/[\\/]node_modules[\\/]/.test(f)).map((f) => dirname(f)));
    for (const [dir, watcher] of this.#watchers)
      if (!wanted.has(dir)) {
        watcher.close();
        this.#watchers.delete(dir);
      }
    for (const dir of wanted) if (!this.#watchers.has(dir)) this.#open(dir);
  }

  #open(dir: string): void {
    try {
      const watcher = watch(dir, (_, name) => {
        // Without a name (some systems) any change may be one of ours.
        if (name === null || this.#files.has(`${dir}/${name}`) || this.#files.has(`${dir}\\${name}`)) this.#tell();
      });
      watcher.on('error', () => watcher.close());
      this.#watchers.set(dir, watcher);
    } catch {
      // The directory went away; the next build says so.
    }
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.changed, settle);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }
}
