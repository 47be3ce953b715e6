// The card's runtime, built from its sources.
export { buildRuntime, type PlainBuild as RuntimeBuild } from './plain.js';
