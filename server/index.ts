// `cpu6/server`: the server and what its users see of it.
export { adminRequest } from './admin/client.js';
export type { ServerEvent } from './events.js';
export type { PushResult } from './fleet/push.js';
export type { LoadedProcess } from './processes.js';
export { ServerChannel } from './projector/channel.js';
export { type Draw, draw } from './projector/draw.js';
export { type Projection, Projector, travel } from './projector/projector.js';
export { type CompiledTemplate, loadTemplate, Template } from './projector/template.js';
export { Server } from './server.js';
export type { LimitName, ServerOptions } from './settings.js';
