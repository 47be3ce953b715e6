// The house rules on who may import whom: arrows run down only (docs/architecture.md).
const room = (name) => `^${name}/`;
module.exports = {
  forbidden: [
    {
      name: 'protocol-stands-alone',
      comment: 'protocol/ is what the sides agree on; it knows none of them',
      severity: 'error',
      from: { path: room('protocol') },
      to: { path: '^(host|server|device|tools|hil|examples)/' },
    },
    ...['host', 'server', 'device'].map((side) => ({
      name: `${side}-meets-others-on-the-wire`,
      comment: 'host, server and device share protocol/ and nothing else',
      severity: 'error',
      from: { path: room(side) },
      to: {
        path: `^(${['host', 'server', 'device', 'tools', 'hil', 'examples'].filter((r) => r !== side).join('|')})/`,
      },
    })),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'declared-packages-only',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
