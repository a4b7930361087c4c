/**
 * Every place where a crash may fall between two steps of apply, prune and release. A test kills the process
 * at each and fails on one without a case.
 */
export const faultPoints = [
  'claim.start',
  'claim.written',
  'index.ensured',
  'namespace.create',
  'namespace.created',
  'object.send',
  'object.sent',
  'object.look',
  'object.fold',
  'object.folded',
  'object.replace',
  'object.deleted-for-replace',
  'definition.established',
  'wave.done',
  'apply.done',
  'prune.list',
  'prune.delete',
  'prune.deleted',
  'prune.narrow',
  'prune.narrowed',
  'release.object',
  'release.object-done',
  'release.parent',
] as const;

export type FaultPoint = (typeof faultPoints)[number];

export type FaultHook = (point: FaultPoint) => Promise<void> | void;
