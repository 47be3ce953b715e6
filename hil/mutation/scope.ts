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
    leaveOut: /testing\/|client\/|metrics|status-page/,
  },
  {
    folder: 'server',
    returns: /projector\/(direction|channel)|uplink\/|depository\/|admin\/|sessions\//,
    leaveOut: /\btest\/|metrics|templates\//,
  },
];

/** Test folders and files of dist/ that may speak for them. Left out: what has nothing to do with them, and random crashes. */
export const nodeTests = [
  'protocol',
  'server',
  'host',
  'device',
  'examples',
  'tools/doctor',
  'tools/flash',
  'tools/monitor',
  'hil/cli',
  'hil/channel',
  'hil/stream',
  'hil/suites',
  'hil/refusals',
  'hil/losses',
  'hil/edit',
  'hil/processes',
  'hil/main-job',
] as const;

/** What runs on the card: built anew for each check. */
export const cardArea: Area = {
  folder: 'device/runtime',
  returns: /verifier|crypto|channel|records|slots|signature/,
  leaveOut: /\.d\.ts$/,
};

/** In the order in which they are tried. */
export const cardTests = [
  'device',
  'tools/compiler/verifier',
  'tools/compiler/differential',
  'hil/channel',
  'hil/stream',
  'host/session',
  'hil/refusals',
  'hil/main-job',
] as const;
