// Jest for `npm run hil`: the suites of this folder, one after another, because a card is there once.
export default {
  testEnvironment: 'node',
  rootDir: '../..',
  roots: ['<rootDir>/dist/hil/card'],
  testMatch: ['**/*.hil.js'],
  transform: {},
  maxWorkers: 1,
};
