// The checks that run in Node: one build with a switch in each, thrown by the environment.
import { byFile, type Mutant } from './mutants.js';
import type { Side } from './reach.js';
import { leftOut, switchOf, withSwitches } from './switches.js';
import type { Environment, Workshop } from './workshop.js';

export class NodeSide implements Side {
  readonly shops: readonly Workshop[];

  /** `all`: every check of Node's side. All workers share the workshop. */
  constructor(shop: Workshop, workers: number, all: readonly Mutant[]) {
    this.shops = Array.from({ length: workers }, () => shop);
    for (const [file, checks] of byFile(all)) shop.change(file, withSwitches(file, shop.read(file), checks));
  }

  names(m: Mutant): readonly string[] {
    return [switchOf(m.file, m.n)];
  }

  leaveOut(_shop: Workshop, m: Mutant | undefined): Environment {
    return m ? { [leftOut]: switchOf(m.file, m.n) } : {};
  }
}
