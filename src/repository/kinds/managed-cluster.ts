import { z } from 'zod';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FleetDocument, ManagedCluster } from '../fleet.ts';
import { problemAt } from '../problem.ts';
import { readOnce, type Validated, validate } from '../validate.ts';
import {
  clusternetClustersVersion,
  clusternetMetadata,
  metadata,
  objectName,
  ourVersion,
  serverStatus,
  stringMap,
  taint,
} from './fields.ts';

const access = z.strictObject({
  context: z.string().min(1).exactOptional(),
  kubeconfigSecretRef: z.unknown().optional(),
  inCluster: z.unknown().optional(),
});

const hold = z.strictObject({
  reason: z.string().min(1),
  until: z.iso.datetime({ offset: true }).exactOptional(),
});

/** What is kept by cluster is kept by its name, and a plain object has these already. */
const ownName = objectName.refine((name) => !(name in {}), 'is a name that JavaScript has taken');

const ours = z.strictObject({
  apiVersion: z.literal(ourVersion),
  kind: z.literal('ManagedCluster'),
  metadata: metadata.extend({ name: ownName }),
  spec: z
    .strictObject({
      taints: z.array(taint).exactOptional(),
      facts: stringMap.exactOptional(),
      access: access.exactOptional(),
      hold: hold.exactOptional(),
    })
    .exactOptional(),
});

const clusternets = z.strictObject({
  apiVersion: z.literal(clusternetClustersVersion),
  kind: z.literal('ManagedCluster'),
  metadata: clusternetMetadata.extend({ name: ownName }),
  spec: z
    .strictObject({
      clusterId: z.string().optional(),
      clusterType: z.string().optional(),
      clusterInitBaseName: z.string().optional(),
      syncMode: z.string().optional(),
      taints: z.array(taint).exactOptional(),
    })
    .exactOptional(),
  status: serverStatus,
});

const accessProblems = (document: FleetDocument, spec: z.infer<typeof access>): readonly Diagnostic[] =>
  (['kubeconfigSecretRef', 'inCluster'] as const)
    .filter((field) => spec[field] !== undefined)
    .map((field) =>
      problemAt(document, `/spec/access/${field}`, {
        code: 'NotYetSupported',
        message: `access.${field} is not supported yet: name a kubeconfig context`,
      }),
    );

const clusterOf = (
  document: FleetDocument,
  meta: z.infer<typeof metadata>,
  spec: z.infer<typeof ours>['spec'],
): ManagedCluster => ({
  document,
  name: meta.name,
  labels: meta.labels ?? {},
  annotations: meta.annotations ?? {},
  facts: spec?.facts ?? {},
  taints: (spec?.taints ?? []).map(({ timeAdded: _, ...kept }) => kept),
  ...(meta.namespace !== undefined && { dedicatedNamespace: meta.namespace }),
  access: { context: spec?.access?.context ?? meta.name },
  ...(spec?.hold && { hold: spec.hold }),
});

/** Reads a ManagedCluster of ours. */
export const readManagedCluster = readOnce((document): Validated<ManagedCluster> => {
  const { value, diagnostics } = validate(document, ours);
  if (!value) return { diagnostics };
  const problems = accessProblems(document, value.spec?.access ?? {});
  return {
    value: clusterOf(document, value.metadata, value.spec),
    diagnostics: [...diagnostics, ...problems],
  };
});

/** Reads a ManagedCluster of Clusternet's: its labels, taints and dedicated namespace. */
export const readClusternetManagedCluster = (document: FleetDocument): Validated<ManagedCluster> => {
  const { value, diagnostics } = validate(document, clusternets, { unknownFields: 'warning' });
  if (!value) return { diagnostics };
  const taints = value.spec?.taints;
  return { value: clusterOf(document, value.metadata, taints ? { taints } : {}), diagnostics };
};
