import type { DesiredObject } from '../model/desired.ts';
import { byCodePoint } from '../model/json.ts';

/** What others need first: the order that kubectl and Helm users expect. Kinds that are not listed come after. */
const kinds = [
  'Namespace',
  'CustomResourceDefinition',
  'PriorityClass',
  'StorageClass',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Service',
  'DaemonSet',
  'Deployment',
  'StatefulSet',
  'Job',
  'CronJob',
  'Ingress',
] as const;

const ranks: ReadonlyMap<string, number> = new Map(kinds.map((kind, index) => [kind, index]));

/** Wave, then kind, then identity: one order for one set of objects, whatever order their files were read in. */
export const compareDesired = (a: DesiredObject, b: DesiredObject): number =>
  a.wave - b.wave ||
  (ranks.get(a.id.kind) ?? kinds.length) - (ranks.get(b.id.kind) ?? kinds.length) ||
  byCodePoint(a.key, b.key) ||
  byCodePoint(a.source.file, b.source.file) ||
  a.source.line - b.source.line;
