import type { CrashPoint } from './crash-points.ts';

/** In which life of the story the process dies, and at which hit of the point in that life. */
export interface Case {
  /**
   * `install`: on the first commit. `change`: on the second, after the first. `third`: the same with a commit
   * between them. `heal`: after an edit by hand. `release`: while everything is given back.
   */
  readonly step: 'install' | 'change' | 'third' | 'heal' | 'release';
  readonly hit: number;
}

const install = (...hits: readonly number[]): readonly Case[] =>
  hits.map((hit) => ({ step: 'install', hit }));
const change = (...hits: readonly number[]): readonly Case[] => hits.map((hit) => ({ step: 'change', hit }));
const one = (step: Case['step']): readonly Case[] => [{ step, hit: 1 }];

/** Several hits where other objects or states are under way at a later one. */
export const cases: Readonly<Record<CrashPoint, readonly Case[]>> = {
  'claim.start': [...install(1), ...change(1)],
  'home.create': install(1),
  'home.created': install(1),
  'claim.written': [...install(1), ...change(1)],
  'index.ensured': install(2),
  'namespace.create': install(1),
  'namespace.created': install(1),
  'object.send': [...install(1, 9), ...change(2), ...one('heal')],
  'object.sent': [...install(1, 9), ...change(2), ...one('heal')],
  'object.look': install(1),
  'object.fold': install(1),
  'object.folded': install(1),
  'object.replace': change(1),
  'object.deleted-for-replace': change(1),
  'definition.established': install(1),
  'wave.done': [...install(1), ...change(1)],
  'apply.done': [...install(1), ...change(1)],
  'heal.start': one('heal'),
  'heal.done': one('heal'),
  'prune.list': change(1),
  'prune.delete': change(1, 3),
  'prune.deleted': change(1, 3),
  'prune.narrow': change(1),
  'prune.narrowed': change(1),
  'prune.done': change(1, 2),
  'release.object': one('release'),
  'release.object-done': one('release'),
  'release.parent': one('release'),
  'release.done': one('release'),
  'installation.write': install(1, 2),
  'installation.written': install(1, 2),
  'record.write': [...install(1, 3), ...change(1, 3)],
  'record.written': [...install(1, 3), ...change(1, 3)],
  'bytes.write': [...install(1), ...change(1)],
  'bytes.written': [...install(2), ...change(1)],
  'owned.write': [...install(1), ...change(1), ...one('heal')],
  'owned.written': [...install(1), ...change(1), ...one('heal')],
  'cluster.write': install(1),
  'cluster.written': install(1),
  'bytes.remove': one('third'),
  'bytes.removed': one('third'),
  'commit.keep': [...install(1), ...change(1)],
  'commit.kept': [...install(1), ...change(1)],
  'commit.release': one('third'),
  'commit.released': one('third'),
};
