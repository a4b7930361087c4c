import { describe, expect, it } from 'vitest';
import {
  allKinds,
  kindSchema,
  kindsNamed,
  kubernetesVersion,
  type SchemaNode,
} from '../../../src/schema/schema.ts';

const kind = (apiVersion: string, name: string) => {
  const [first = '', second] = apiVersion.split('/');
  return kindSchema({ group: second ? first : '', version: second ?? first, kind: name })!;
};

/** `spec.containers[].ports[]` from a kind's root; `{}` steps into map values. */
const at = (root: SchemaNode, path: string): SchemaNode =>
  path
    .split('.')
    .flatMap((part) => part.split(/(?=\[\]|\{\})/))
    .reduce((node, step) => {
      const next = step === '[]' ? node.items() : step === '{}' ? node.values() : node.field(step);
      expect(next, `${step} of ${path}`).toBeDefined();
      return next!;
    }, root);

const pod = kind('v1', 'Pod').root;
const podTemplateOf = (apiVersion: string, name: string) => at(kind(apiVersion, name).root, 'spec.template');

describe('the table of built-in kinds', () => {
  it('says which API server it was read from', () => {
    expect(kubernetesVersion()).toMatch(/^v1\.\d+\.\d+$/);
  });

  it.each([
    ['v1', 'Namespace', 'namespaces', false],
    ['v1', 'Node', 'nodes', false],
    ['v1', 'PersistentVolume', 'persistentvolumes', false],
    ['v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', true],
    ['v1', 'ConfigMap', 'configmaps', true],
    ['v1', 'Endpoints', 'endpoints', true],
    ['apps/v1', 'Deployment', 'deployments', true],
    ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', true],
    ['networking.k8s.io/v1', 'IngressClass', 'ingressclasses', false],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false],
    ['rbac.authorization.k8s.io/v1', 'Role', 'roles', true],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false],
    ['apiregistration.k8s.io/v1', 'APIService', 'apiservices', false],
    ['storage.k8s.io/v1', 'CSIStorageCapacity', 'csistoragecapacities', true],
    ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', true],
  ])('knows scope and plural of %s %s', (apiVersion, name, plural, namespaced) => {
    expect(kind(apiVersion, name)).toMatchObject({ plural, namespaced, patchable: true });
  });

  it('marks what can only be created, never applied', () => {
    expect(
      allKinds()
        .filter((known) => !known.patchable)
        .map((known) => known.gvk.kind),
    ).toEqual(
      expect.arrayContaining(['TokenReview', 'SubjectAccessReview', 'LocalSubjectAccessReview', 'Binding']),
    );
  });

  it('has no lists, options, or subresources among the kinds', () => {
    const names = allKinds().map((known) => known.gvk.kind);
    for (const absent of ['DeploymentList', 'DeleteOptions', 'WatchEvent', 'Scale', 'Eviction', 'Status']) {
      expect(names).not.toContain(absent);
    }
  });

  it('gives every kind an object root with apiVersion, kind and metadata', () => {
    for (const known of allKinds()) {
      expect(known.root.type, known.gvk.kind).toBe('object');
      expect(known.root.fieldNames(), known.gvk.kind).toEqual(
        expect.arrayContaining(['apiVersion', 'kind', 'metadata']),
      );
    }
  });

  it('answers undefined for custom resources, for versions long gone and for names every object inherits', () => {
    expect(kindSchema({ group: 'example.com', version: 'v1', kind: 'Widget' })).toBeUndefined();
    expect(kindSchema({ group: 'extensions', version: 'v1beta1', kind: 'Ingress' })).toBeUndefined();
    expect(kindSchema({ group: 'apps', version: 'v1', kind: 'deployment' })).toBeUndefined();
    expect(kindsNamed({ group: 'example.com', kind: 'Widget' })).toEqual([]);
    expect(pod.field('constructor')).toBeUndefined();
    expect(pod.field('__proto__')).toBeUndefined();
  });

  it('lists the served versions of a kind, the preferred one first', () => {
    const versions = kindsNamed({ group: 'autoscaling', kind: 'HorizontalPodAutoscaler' });
    expect(versions.map((known) => known.gvk.version)).toEqual(['v2', 'v1']);
  });
});

describe('what strategic merge asks', () => {
  it.each([
    ['spec.containers', 'name'],
    ['spec.initContainers', 'name'],
    ['spec.containers[].env', 'name'],
    ['spec.containers[].ports', 'containerPort'],
    ['spec.containers[].volumeMounts', 'mountPath'],
    ['spec.containers[].volumeDevices', 'devicePath'],
    ['spec.imagePullSecrets', 'name'],
    ['spec.hostAliases', 'ip'],
    ['metadata.ownerReferences', 'uid'],
    ['spec.topologySpreadConstraints', 'topologyKey'],
  ])('merges %s of a Pod by %s', (path, key) => {
    const node = at(pod, path);
    expect(node.patchMergeKey).toBe(key);
    expect(node.patchStrategy).toContain('merge');
  });

  it('merges the volumes of a Pod by name and drops the union members that are not named', () => {
    expect(at(pod, 'spec.volumes')).toMatchObject({
      patchMergeKey: 'name',
      patchStrategy: ['merge', 'retainKeys'],
    });
  });

  it('keeps what stands beside a reference: a Deployment’s strategy retains keys', () => {
    const strategy = at(kind('apps/v1', 'Deployment').root, 'spec.strategy');
    expect(strategy.patchStrategy).toEqual(['retainKeys']);
    expect(strategy.field('rollingUpdate')).toBeDefined();
  });

  it('has no merge key where lists are replaced', () => {
    for (const path of ['spec.tolerations', 'spec.containers[].args', 'spec.containers[].envFrom']) {
      expect(at(pod, path).patchMergeKey).toBeUndefined();
      expect(at(pod, path).patchStrategy).toEqual([]);
    }
  });

  it('merges finalizers as a set of scalars', () => {
    const finalizers = at(pod, 'metadata.finalizers');
    expect(finalizers.patchStrategy).toEqual(['merge']);
    expect(finalizers.patchMergeKey).toBeUndefined();
  });
});

describe('what server-side apply asks', () => {
  it.each([
    ['spec.containers', 'map', ['name']],
    ['spec.containers[].ports', 'map', ['containerPort', 'protocol']],
    ['spec.tolerations', 'atomic', []],
    ['spec.containers[].command', 'atomic', []],
    ['metadata.finalizers', 'set', []],
    ['metadata.ownerReferences', 'map', ['uid']],
    ['spec.topologySpreadConstraints', 'map', ['topologyKey', 'whenUnsatisfiable']],
  ] as const)('knows %s of a Pod as a %s list with keys %j', (path, listType, listMapKeys) => {
    expect(at(pod, path)).toMatchObject({ type: 'array', listType, listMapKeys });
  });

  it('knows service ports by port and protocol', () => {
    expect(at(kind('v1', 'Service').root, 'spec.ports').listMapKeys).toEqual(['port', 'protocol']);
  });

  it('knows atomic maps', () => {
    expect(at(kind('v1', 'Service').root, 'spec.selector').mapType).toBe('atomic');
    expect(at(kind('apps/v1', 'Deployment').root, 'spec.selector').mapType).toBe('atomic');
    expect(at(pod, 'metadata.labels').mapType).toBeUndefined();
  });
});

describe('what validation asks', () => {
  it('knows required fields', () => {
    expect(at(kind('apps/v1', 'Deployment').root, 'spec').required).toEqual(['selector', 'template']);
    expect(at(pod, 'spec').required).toEqual(['containers']);
    expect(at(pod, 'spec.containers[]').required).toEqual(['name']);
    expect(at(kind('batch/v1', 'CronJob').root, 'spec').required).toEqual(['jobTemplate', 'schedule']);
  });

  it('knows closed enums', () => {
    expect(at(pod, 'spec.containers[].imagePullPolicy').enum).toEqual(['Always', 'IfNotPresent', 'Never']);
    expect(at(kind('v1', 'Service').root, 'spec.type').enum).toContain('LoadBalancer');
    expect(at(pod, 'spec.nodeName').enum).toBeUndefined();
  });

  it('knows types and formats', () => {
    expect(at(kind('apps/v1', 'Deployment').root, 'spec.replicas')).toMatchObject({
      type: 'integer',
      format: 'int32',
    });
    expect(at(pod, 'spec.hostNetwork').type).toBe('boolean');
    expect(at(pod, 'metadata.creationTimestamp').format).toBe('date-time');
    expect(at(kind('v1', 'Secret').root, 'data{}')).toMatchObject({ type: 'string', format: 'byte' });
  });

  it('steps into maps by their values', () => {
    expect(at(pod, 'metadata.labels{}').type).toBe('string');
    expect(at(pod, 'metadata.labels').field('app')).toBeUndefined();
    expect(at(pod, 'metadata.labels').preserveUnknownFields).toBe(false);
  });

  it('recognises quantities and IntOrString', () => {
    const limits = at(podTemplateOf('apps/v1', 'Deployment'), 'spec.containers[].resources.limits{}');
    expect(limits).toMatchObject({ quantity: true, intOrString: false, format: 'quantity' });
    const surge = at(kind('apps/v1', 'Deployment').root, 'spec.strategy.rollingUpdate.maxSurge');
    expect(surge).toMatchObject({ intOrString: true, quantity: false });
    expect(at(kind('v1', 'Service').root, 'spec.ports[].targetPort').intOrString).toBe(true);
  });

  it('calls nothing unknown where any content is kept', () => {
    const crd = kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition').root;
    const properties = at(crd, 'spec.versions[].schema.openAPIV3Schema');
    expect(at(properties, 'default').preserveUnknownFields).toBe(true);
    expect(at(properties, 'items').preserveUnknownFields).toBe(true);
    expect(at(kind('apps/v1', 'ControllerRevision').root, 'data').preserveUnknownFields).toBe(true);
    expect(at(pod, 'spec').preserveUnknownFields).toBe(false);
  });

  it('follows recursive schemas as deep as one asks, one node a place', () => {
    const crd = kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition').root;
    const root = at(crd, 'spec.versions[].schema.openAPIV3Schema');
    const deep = at(root, 'properties{}.properties{}.properties{}.not');
    expect(deep.field('x-kubernetes-list-type')?.type).toBe('string');
    expect(at(root, 'properties{}.properties{}')).toBe(at(root, 'properties{}.properties{}.properties{}'));
  });
});
