import { container, type KindCase, of, pod } from './kind-case.ts';

/** What the schema calls required and the server does without: the table of exceptions, one by one. */
export const casesWithoutRequired: readonly KindCase[] = [
  container(
    'a header without a value',
    'livenessProbe: { httpGet: { port: 1, httpHeaders: [{ name: a }] } }',
  ),
  container('a sleep without seconds', 'lifecycle: { preStop: { sleep: {} } }'),
  pod(
    'a sysctl without a value',
    '{ securityContext: { sysctls: [{ name: kernel.shm_rmid_forced }] }, containers: [{ name: a, image: a:1 }] }',
  ),
  pod(
    'an iSCSI volume without a lun',
    '{ volumes: [{ name: a, iscsi: { iqn: iqn.2001-04.com.example:a, targetPortal: "10.0.0.1:3260" } }], containers: [{ name: a, image: a:1 }] }',
  ),
  of('apiVersion: batch/v1\nkind: Job\nmetadata: { name: a }')(
    'a failure policy without rules',
    'spec: { podFailurePolicy: {}, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a:1 }] } } }',
  ),
  of('apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: { name: a }')('no revision', 'data: {}'),
  of('apiVersion: v1\nkind: Event\nmetadata: { name: a }')('an Event of nothing', ''),
  ...['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate'].map((kind) =>
    of(`apiVersion: resource.k8s.io/v1\nkind: ${kind}\nmetadata: { name: a }`)(
      `a ${kind} without a spec`,
      '',
    ),
  ),
  of('apiVersion: resource.k8s.io/v1\nkind: ResourceClaimTemplate\nmetadata: { name: a }')(
    'a template of a claim without its spec',
    'spec: {}',
  ),
  of('apiVersion: resource.k8s.io/v1\nkind: ResourceSlice\nmetadata: { name: a }')(
    'a pool without a generation',
    'spec: { driver: a.b, allNodes: true, pool: { name: a, resourceSliceCount: 1 } }',
  ),
  of('apiVersion: storage.k8s.io/v1\nkind: CSIDriver\nmetadata: { name: a }')('a driver without a spec', ''),
  of('apiVersion: storage.k8s.io/v1\nkind: CSINode\nmetadata: { name: a }')('a node without a spec', ''),
  of('apiVersion: storage.k8s.io/v1\nkind: CSINode\nmetadata: { name: a }')(
    'a node without drivers',
    'spec: {}',
  ),
  of(
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: parts.example.org }',
  )(
    'a version that does not say that it is not served',
    'spec: { group: example.org, scope: Namespaced, names: { plural: parts, kind: Part }, versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }, { name: v2, schema: { openAPIV3Schema: { type: object } } }] }',
  ),
];
