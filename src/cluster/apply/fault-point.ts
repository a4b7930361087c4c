/**
 * Every place where a crash may fall between two steps of apply, heal, prune and release: one before and one
 * after each write at least. Tests kill the process at each and fail on one without a case.
 */
export const faultPoints = [
  'claim.start',
  'home.create',
  'home.created',
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
  'heal.start',
  'heal.done',
  'prune.list',
  'prune.delete',
  'prune.deleted',
  'prune.narrow',
  'prune.narrowed',
  'prune.done',
  'release.object',
  'release.object-done',
  'release.parent',
  'release.done',
] as const;

export type FaultPoint = (typeof faultPoints)[number];

export type FaultHook = (point: FaultPoint) => Promise<void> | void;
