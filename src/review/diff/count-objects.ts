import { resourceKey } from '../../model/resource.ts';
import type { ObjectChange, ObjectChangeKind } from './fleet-change.ts';

/** Objects that a kind of change is told of: one that changes in two ways on two clusters is one. */
export const countObjects = (objects: readonly ObjectChange[], wanted: ObjectChangeKind): number =>
  new Set(
    objects
      .filter(({ kind }) => kind === wanted)
      .map(({ subscription, id }) => `${subscription} ${resourceKey(id)}`),
  ).size;
