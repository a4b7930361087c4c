import { isJsonObject, type Json } from '../../model/json.ts';
import { gvkOf, type KubeObject } from '../../model/resource.ts';
import type { Fleet } from '../../repository/fleet.ts';
import { kindSchema, kindsNamed } from '../../schema/schema.ts';

/** kubectl's own short names: what discovery answers for built-in kinds. The schema table does not carry them. */
const shortNames: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ['cm'],
  CronJob: ['cj'],
  CustomResourceDefinition: ['crd', 'crds'],
  DaemonSet: ['ds'],
  Deployment: ['deploy'],
  Endpoints: ['ep'],
  HorizontalPodAutoscaler: ['hpa'],
  Ingress: ['ing'],
  LimitRange: ['limits'],
  Namespace: ['ns'],
  NetworkPolicy: ['netpol'],
  Node: ['no'],
  PersistentVolume: ['pv'],
  PersistentVolumeClaim: ['pvc'],
  Pod: ['po'],
  PodDisruptionBudget: ['pdb'],
  PriorityClass: ['pc'],
  ReplicaSet: ['rs'],
  ReplicationController: ['rc'],
  ResourceQuota: ['quota'],
  Service: ['svc'],
  ServiceAccount: ['sa'],
  StatefulSet: ['sts'],
  StorageClass: ['sc'],
};

const texts = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');

/** The names that CRDs of the repository give their kinds, by `group/kind`. */
export const customNames = (fleet: Fleet): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, readonly string[]>();
  for (const { object } of fleet.resources) {
    if (object.kind !== 'CustomResourceDefinition' || !isJsonObject(object.spec)) continue;
    const { group, names } = object.spec;
    if (typeof group !== 'string' || !isJsonObject(names) || typeof names.kind !== 'string') continue;
    const all = [...texts(names.plural), ...texts(names.singular), ...texts(names.shortNames)];
    found.set(`${group}/${names.kind}`, all);
  }
  return found;
};

/** The words, in small letters, that kubectl takes for an object's kind, without its group. */
export const kindWords = (
  object: KubeObject,
  custom: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> => {
  const gvk = gvkOf(object);
  const builtIn = kindSchema(gvk) ?? kindsNamed(gvk)[0];
  const words = builtIn
    ? [builtIn.plural, ...(shortNames[gvk.kind] ?? [])]
    : (custom.get(`${gvk.group}/${gvk.kind}`) ?? []);
  return new Set([gvk.kind, ...words].map((word) => word.toLowerCase()));
};
