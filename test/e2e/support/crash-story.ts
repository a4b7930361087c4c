import { atOnce, clusterFile, configMap, subscription } from './fleet-files.ts';
import type { Changes } from './working-copy.ts';

/** What a cluster shall hold of one object. `content` is the field that git declares. */
export interface Expected {
  readonly path: string;
  readonly subscription: 'main' | 'other';
  readonly kind: string;
  readonly namespace: string;
  readonly content?: { readonly field: 'data' | 'spec'; readonly value: unknown };
}

/** One fleet, two commits. Every name holds the id, so that many stories share one cluster. */
export interface Story {
  readonly id: string;
  /** Made by a person before the first commit, with an object in it that the feed adopts. */
  readonly handmade: string;
  readonly group: string;
  readonly first: Changes;
  /** Comes between the two where a story has three. */
  readonly between: Changes;
  readonly second: Changes;
  readonly afterFirst: readonly Expected[];
  readonly afterSecond: readonly Expected[];
}

const definition = (group: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { plural: things, singular: thing, kind: Thing, listKind: ThingList }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { size: { type: integer } } } }
`;

const thing = (group: string, namespace: string): string => `apiVersion: ${group}/v1
kind: Thing
metadata: { name: thing, namespace: ${namespace} }
spec: { size: 3 }
`;

/** Immutable, and to be made anew where it changes. */
const stone = (value: string, namespace: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: stone, namespace: ${namespace}, annotations: { headwater.dev/replace: "true" } }
data: { v: "${value}" }
immutable: true
`;

const account = (namespace: string): string =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: leaves, namespace: ${namespace} }\n`;

const coreOf = (plural: string, kind: string) => (namespace: string, name: string) => ({
  path: `/api/v1/namespaces/${namespace}/${plural}/${name}`,
  kind,
  namespace,
});

const expectations = (id: string, group: string) => {
  const app = `${id}-app`;
  const map = coreOf('configmaps', 'ConfigMap');
  const of = (name: string, value: string, subscription: Expected['subscription'] = 'main'): Expected => ({
    ...map(name === 'adopted' ? id : app, name),
    subscription,
    content: { field: 'data', value: { v: value } },
  });
  const main = { subscription: 'main' } as const;
  const definitionPath = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${group}`;
  const custom: readonly Expected[] = [
    {
      ...main,
      path: definitionPath,
      kind: 'CustomResourceDefinition.apiextensions.k8s.io',
      namespace: '',
    },
    {
      ...main,
      path: `/apis/${group}/v1/namespaces/${app}/things/thing`,
      kind: `Thing.${group}`,
      namespace: app,
      content: { field: 'spec', value: { size: 3 } },
    },
  ];
  const steady = [...custom, of('adopted', '1'), of('same', '1'), of('other', '1', 'other')];
  const leaves = { ...main, ...coreOf('serviceaccounts', 'ServiceAccount')(app, 'leaves') };
  return {
    afterFirst: [
      ...steady,
      ...[of('changes', '1'), of('stone', '1'), of('moves', '1')],
      ...[of('goes-1', '1'), of('goes-2', '1'), leaves],
    ],
    afterSecond: [
      ...steady,
      ...[of('changes', '2'), of('stone', '2'), of('moves', '1', 'other'), of('added', '2')],
    ],
  };
};

export const storyOf = (id: string): Story => {
  const app = `${id}-app`;
  const group = `${id}.example.com`;
  const map = (name: string, value: string, namespace = app): string =>
    configMap(name, { v: value }, namespace);
  const annotations = 'headwater.dev/create-namespace: "true"';
  return {
    id,
    handmade: id,
    group,
    first: {
      ...atOnce,
      'fleet.yaml': atOnce['fleet.yaml']?.replace('name: e2e', `name: ${id}`),
      ...clusterFile('a'),
      ...subscription('main', { annotations }),
      ...subscription('other', { annotations }),
      'feeds/main/definition.yaml': definition(group),
      'feeds/main/thing.yaml': thing(group, app),
      'feeds/main/adopted.yaml': map('adopted', '1', id),
      'feeds/main/stone.yaml': stone('1', app),
      'feeds/main/leaves.yaml': account(app),
      ...Object.fromEntries(
        ['same', 'changes', 'moves', 'goes-1', 'goes-2'].map((name) => [
          `feeds/main/${name}.yaml`,
          map(name, '1'),
        ]),
      ),
      'feeds/other/other.yaml': map('other', '1'),
    },
    between: {
      'feeds/main/changes.yaml': map('changes', 'between'),
      'feeds/other/other.yaml': map('other', 'between'),
    },
    second: {
      'feeds/main/changes.yaml': map('changes', '2'),
      'feeds/main/stone.yaml': stone('2', app),
      'feeds/main/added.yaml': map('added', '2'),
      'feeds/main/goes-1.yaml': undefined,
      'feeds/main/goes-2.yaml': undefined,
      'feeds/main/leaves.yaml': undefined,
      'feeds/main/moves.yaml': undefined,
      'feeds/other/moves.yaml': map('moves', '1'),
      'feeds/other/other.yaml': map('other', '1'),
    },
    ...expectations(id, group),
  };
};
