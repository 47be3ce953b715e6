// The last errors of applets, as their cards reported them: for the author, by the admin API.
//
// In memory only, and the traces are of compiled text: an event of the same content is in whatever log the operator keeps.
import type { ServerEvent } from '../events.js';

export type Report = ServerEvent & { readonly type: 'applet-error' };

export class Reports {
  readonly #kept: Report[] = [];
  constructor(private readonly most: number) {}

  note(event: ServerEvent): void {
    if (event.type !== 'applet-error') return;
    this.#kept.push(event);
    if (this.#kept.length > this.most) this.#kept.shift();
  }

  /** Newest first. */
  list(count: number): Report[] {
    return this.#kept.slice(-count).reverse();
  }
}
