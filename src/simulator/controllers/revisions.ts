import type { JsonObject } from '../../model/json.ts';
import type { TypeName } from '../storage/cluster-objects.ts';
import { manager, type Surroundings } from './controller.ts';
import {
  isControlledBy,
  labelsOf,
  nameOf,
  namespaceOf,
  numberAt,
  objectAt,
  ownedBy,
  specOf,
} from './parts.ts';
import { hashName } from './template-hash.ts';

const revisionType: TypeName = { group: 'apps', plural: 'controllerrevisions' };
export const revisionLabel = 'controller-revision-hash';

export interface Revision {
  /** Value of the label `controller-revision-hash` of the Pods. */
  readonly hash: string;
  readonly name: string;
}

/** How a kind marks its revisions. */
export interface RevisionMarks {
  /** The label that holds the hash. */
  readonly label: string;
  readonly annotations?: JsonObject;
}

/** The ControllerRevision of a StatefulSet's or DaemonSet's template as it is now, made when it is new. */
export const currentRevision = (
  { objects }: Surroundings,
  workload: JsonObject,
  marks: RevisionMarks,
): Revision => {
  const template = objectAt(specOf(workload), 'template');
  const hash = hashName(template);
  const name = `${nameOf(workload)}-${hash}`;
  const known = objects
    .list(revisionType, namespaceOf(workload))
    .filter((revision) => isControlledBy(revision, workload));
  if (!known.some((revision) => nameOf(revision) === name)) {
    const newest = Math.max(0, ...known.map((revision) => numberAt(revision, 'revision')));
    objects.create(
      revisionType,
      {
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata: {
          name,
          namespace: namespaceOf(workload),
          labels: { ...labelsOf(template), [marks.label]: hash },
          ...(marks.annotations !== undefined && { annotations: marks.annotations }),
          ownerReferences: ownedBy(workload),
        },
        data: { spec: { template: { ...template, $patch: 'replace' } } },
        revision: newest + 1,
      },
      manager,
    );
  }
  return { hash, name };
};
