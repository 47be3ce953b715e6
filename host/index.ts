// `cpu6/host`: the host daemon and the pieces that tools build on.
export { LocalApi } from './api/local-api.js';
export { socketPathOf } from './api/socket-path.js';
export { pageToken } from './api/token.js';
export { type AuditReport, verifyAudit } from './audit/audit-log.js';
export { Uplink, type UplinkMessage, type UplinkOptions } from './bridge/uplink.js';
export type { CallRequest } from './calls.js';
export { CardConnection, type CardDescription, type CardMessage } from './card/card-connection.js';
export { type Clock, systemClock, type Timer } from './clock.js';
export {
  type CardStatus,
  HostDaemon,
  type HostDaemonOptions,
  type HostStatus,
  type ServerStatus,
  type SessionStatus,
} from './daemon.js';
export type { Enrolled } from './enrol.js';
export type { HostEvent, HostEventBody, Step } from './events.js';
export { type Caller, defaultPolicy, type Policy, parsePolicy, readPolicy } from './gate/policy.js';
export * from './link/index.js';
export { type RecordedEntry, readRecording, recordedBytes } from './record/recording.js';
export { type Replay, replay } from './record/replay.js';
export type { GateAnswer } from './session/pending-calls.js';
export { HostState } from './state/host-state.js';
