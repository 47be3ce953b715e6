// `cpu6/testing`: cards and whole stacks for an author's own tests.
export { boardNamed, boards } from '../device/boards/index.js';
export { VirtualCard } from '../device/virtual/card.js';
export { type ServedCard, type ServeOptions, serveVirtualCard } from '../device/virtual/serve.js';
export { FileStorage, MemoryStorage } from '../device/virtual/storage.js';
export type { FaultKind } from './faults/line.js';
export type { FaultPlan, LineFaults } from './faults/plan.js';
export { type Fault, FaultProxy, type FaultProxyOptions } from './faults/proxy.js';
export { Random } from './faults/random.js';
export { virtualPort } from './faults/virtual-port.js';
export { type Behaviour, type CardMessage, MockCard, type MockCardOptions } from './mock/mock-card.js';
export { MockPort } from './mock/mock-port.js';
export type { ChildEvent } from './stack/child.js';
export { type Scratch, scratch } from './stack/scratch.js';
export { type Part, Stack, type StackEvent, type StackOptions } from './stack/stack.js';
