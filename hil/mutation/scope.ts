// What the mutation run covers, and which tests speak for it.

export interface Area {
  readonly folder: string;
  /** Files whose early returns are refusals too: parsers, openers of seals, doors. */
  readonly returns: RegExp;
  /** Files that check nothing on behalf of anybody's security. */
  readonly leaveOut: RegExp;
  /** Test folders of dist/, in the order in which they are tried. */
  readonly tests: readonly string[];
}

/** Several sides at once: tried when the side's own tests let a missing check pass. */
export const whole = ['hil/refusals', 'hil/losses', 'hil/channel', 'hil/processes', 'hil/main-job'];

export const areas: readonly Area[] = [
  {
    folder: 'protocol',
    returns: /crypto\/|applet\/|schema\/codec|session\/(certificate|ticket)|link\/frame|signature/,
    leaveOut: /errors\/|docs/,
    tests: ['protocol', 'server/sessions', 'device', 'host/session', 'host/gate', 'server/projector', 'server'],
  },
  {
    folder: 'device/runtime',
    returns: /verifier|crypto|channel|records|slots|signature/,
    leaveOut: /\.d\.ts$/,
    tests: ['device', 'tools/compiler/verifier', 'tools/compiler/differential'],
  },
  {
    folder: 'host',
    returns: /api\/|gate\/|link\/decoder|bridge\/|session\//,
    leaveOut: /testing\/|client\/|metrics|status-page/,
    tests: ['host'],
  },
  {
    folder: 'server',
    returns: /projector\/(direction|channel)|uplink\/|depository\/|admin\/|sessions\//,
    leaveOut: /\btest\/|metrics|templates\//,
    tests: ['server'],
  },
];
