// `npm run record:costs`: measures what features cost, for the warnings of `--strict-size`.
import { measureCosts, writeCosts } from './costs.js';

const costs = await measureCosts();
writeCosts(costs);
process.stdout.write(`${JSON.stringify(costs, null, 2)}\n`);
