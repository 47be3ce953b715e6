// What the mutation run covers, and which tests speak for it.

export interface Area {
  readonly folder: string;
  /** Files whose early returns are refusals too: parsers, openers of seals, doors. */
  readonly returns: RegExp;
  /** Files that check nothing on behalf of anybody's security. */
  readonly leaveOut: RegExp;
}

/** What runs in Node: one build with a switch in every check. */
export const nodeAreas: readonly Area[] = [
  {
    folder: 'protocol',
    returns: /crypto\/|applet\/|schema\/codec|session\/(certificate|ticket)|link\/frame|signature/,
    leaveOut: /errors\/|docs/,
  },
  {
    folder: 'host',
    returns: /api\/|gate\/|link\/decoder|bridge\/|session\//,
    leaveOut: /testing\/|client\/|record\/|metrics|status-page|link\/(open-port|tcp-binding)/,
  },
  {
    folder: 'server',
    returns: /projector\/(direction|channel)|uplink\/|depository\/|admin\/|sessions\//,
    leaveOut: /\btest\/|metrics|templates\/|projector\/template/,
  },
];

/** Test folders of dist/ that may speak for them. */
export const nodeTests = [
  'protocol',
  'server',
  'host',
  'device',
  'hil/stream',
  'hil/channel',
  'examples',
  'tools/doctor',
  'tools/flash',
  'tools/monitor',
];

/** Several sides at once, and slow: tried on what the others let pass. Random crashes and soak are left out. */
export const wholeTests = [
  'cli',
  'channel',
  'stream',
  'suites',
  'refusals',
  'losses',
  'edit',
  'processes',
  'main-job',
].map((name) => `hil/${name}`);

/** What runs on the card: a runtime with a switch in every check. */
export const cardArea: Area = {
  folder: 'device/runtime',
  returns: /verifier|crypto|channel|records|slots|signature/,
  leaveOut: /\.d\.ts$/,
};

/** Tests of dist/ that may speak for them, by the beginnings of their paths: those that look at most of the card first. */
export const cardTests = [
  'device/hostile',
  'device/every-bit',
  'device/runtime',
  'device/quotas',
  'device/pin',
  'device/storage',
  'hil/stream',
  'device',
  'hil/channel',
  'tools/compiler/verifier',
  'tools/compiler/differential',
  'host/session',
  'examples',
];
