// Jest runs the built tests in dist/: what is tested is what ships, and no transform stands in between.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist'],
  testMatch: ['**/*.test.js'],
  transform: {},
  reporters: ['default', '<rootDir>/tools/jest-closing-line.mjs'],
  testTimeout: 30_000,
  // Many suites wait rather than work.
  maxWorkers: '100%',
};
