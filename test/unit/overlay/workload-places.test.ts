import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/model/resource.ts';
import { hasReplicas } from '../../../src/overlay/transform/replicas.ts';
import { selectorKinds } from '../../../src/overlay/transform/selector-places.ts';
import { type Place, workloadPlaces } from '../../../src/overlay/transform/workload-places.ts';
import { allKinds, kindsNamed, type SchemaNode } from '../../../src/schema/schema.ts';

const bare = ({ group, version, kind }: { group: string; version: string; kind: string }): KubeObject => ({
  apiVersion: group === '' ? version : `${group}/${version}`,
  kind,
  metadata: { name: 'a' },
});

const everywhere = (find: (object: KubeObject) => readonly Place[]): readonly string[] =>
  allKinds().flatMap(({ gvk }) => find(bare(gvk)).map((place) => `${gvk.kind} ${place.join('.')}`));

const nodeAt = (root: SchemaNode, place: Place): SchemaNode | undefined =>
  place.reduce<SchemaNode | undefined>(
    (node, name) => (name === '[]' ? node?.items() : node?.field(name)),
    root,
  );

describe('the places of built-in kinds', () => {
  it('with a Pod spec are these, as the schema says', () => {
    expect(everywhere((object) => workloadPlaces(object)?.podSpecs ?? [])).toEqual([
      'Pod spec',
      'PodTemplate template.spec',
      'ReplicationController spec.template.spec',
      'DaemonSet spec.template.spec',
      'Deployment spec.template.spec',
      'ReplicaSet spec.template.spec',
      'StatefulSet spec.template.spec',
      'CronJob spec.jobTemplate.spec.template.spec',
      'Job spec.template.spec',
    ]);
  });

  it('with metadata of their own are these, as the schema says', () => {
    const found = everywhere((object) => workloadPlaces(object)?.templates ?? []);

    expect(found.filter((place) => !place.startsWith('ResourceClaimTemplate'))).toEqual([
      'PodTemplate template',
      'ReplicationController spec.template',
      'DaemonSet spec.template',
      'Deployment spec.template',
      'ReplicaSet spec.template',
      'StatefulSet spec.template',
      'StatefulSet spec.volumeClaimTemplates.[]',
      'CronJob spec.jobTemplate',
      'CronJob spec.jobTemplate.spec.template',
      'Job spec.template',
    ]);
  });

  it('that count Pods are the four of kustomize', () => {
    expect(
      allKinds()
        .filter(({ gvk }) => hasReplicas(bare(gvk)))
        .map(({ gvk }) => gvk.kind),
    ).toEqual(['ReplicationController', 'Deployment', 'ReplicaSet', 'StatefulSet']);
  });

  it('with selectors are maps of strings in the schema of their kind', () => {
    expect(selectorKinds.size).toBe(10);
    for (const [name, places] of selectorKinds) {
      const [group = '', kind = ''] = name.split('/');
      const [schema] = kindsNamed({ group, kind });
      for (const { place } of places) {
        const found = `${name} ${place.join('.')}: ${nodeAt(schema!.root, place)?.values()?.type}`;
        expect(found).toBe(`${name} ${place.join('.')}: string`);
      }
    }
  });
});
