// A server in a process of its own, for tests that kill it. Arguments: data directory, process directory, and
// optionally the type of the event at which it kills itself. Prints its port on a line.
import { Server } from '../server.js';

const [dataDir, processDir, crashAt] = process.argv.slice(2) as [string, string, string?];
const server = new Server({ dataDir, port: 0, processDirs: [processDir], allowRuntime: 'any' });
server.on('event', (e) => {
  if (e.type === crashAt) process.kill(process.pid, 'SIGKILL');
});
await server.start();
console.log(JSON.stringify({ url: server.url, ticket: server.ticket() }));
