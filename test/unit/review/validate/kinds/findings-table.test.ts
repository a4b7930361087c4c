import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../../../src/model/diagnostic.ts';
import { clusterFile, configMap, type Files, overlayText } from '../../../render/memory-fleet.ts';
import { findingLines, findings } from './kind-findings.ts';

const file = 'feeds/shop/object.yaml';
const layer = 'overlays/globalizations/200-eu/overlay.yaml';
const feed = (text: string): Files => ({ [file]: text });

const pod = (spec: string, apiVersion = 'v1'): string =>
  `apiVersion: ${apiVersion}\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec: ${spec}\n`;

const onVersion = (version: string, text: string): Files => ({
  ...clusterFile('eu-1', '{}', `{ facts: { kubernetesVersion: "${version}" } }`),
  ...feed(text),
});

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gadgets.example.org }
spec:
  group: example.org
  scope: Namespaced
  names: { plural: gadgets, kind: Gadget }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, required: [size], properties: { size: { type: integer, maximum: 5 } } }
    - name: v1alpha1
      served: false
      storage: false
      schema: { openAPIV3Schema: { type: object } }
`;
const gadget = (spec: string, version = 'v1'): Files => ({
  'feeds/shop/definition.yaml': definition,
  [file]: `apiVersion: example.org/${version}\nkind: Gadget\nmetadata: { name: a, namespace: shop }\nspec: ${spec}\n`,
});

interface Row {
  readonly name: string;
  readonly files: Files;
  readonly at: string;
}

const rows: readonly Row[] = [
  {
    name: 'a field that the kind does not have',
    files: feed(pod('{ containers: [{ name: a, image: a:1 }], nodename: b }')),
    at: `UnknownField error ${file}:4:48`,
  },
  {
    name: 'a number where text is wanted',
    files: feed(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: shop }\ndata:\n  port: 8080\n',
    ),
    at: `FieldType error ${file}:5:9`,
  },
  {
    name: 'a field that is missing',
    files: feed(pod('{ volumes: [] }')),
    at: `FieldRequired error ${file}:4:7`,
  },
  {
    name: 'a value that is none of those allowed',
    files: feed(pod('{ restartPolicy: always, containers: [{ name: a, image: a:1 }] }')),
    at: `FieldValue error ${file}:4:24`,
  },
  {
    name: 'a kind at a version that no server has any more',
    files: feed(
      'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: { name: a, namespace: shop }\nspec: { rules: [] }\n',
    ),
    at: `FieldNotServed error ${file}:1:13`,
  },
  {
    name: 'a kind at another version than those that there are',
    files: feed('apiVersion: apps/v1beta2\nkind: Deployment\nmetadata: { name: a, namespace: shop }\n'),
    at: `FieldNotServed error ${file}:1:13`,
  },
  {
    name: 'a kind at a version that servers have only when they are told',
    files: feed('apiVersion: storage.k8s.io/v1beta1\nkind: VolumeAttributesClass\nmetadata: { name: a }\n'),
    at: `FieldNotServed warning ${file}:1:13`,
  },
  {
    name: 'a kind that Kubernetes does not have',
    files: feed('apiVersion: apps/v1\nkind: Deploymnet\nmetadata: { name: a, namespace: shop }\n'),
    at: `KindUnknown error ${file}:2:7`,
  },
  {
    name: 'a field that the version of a cluster does not have yet',
    files: onVersion('v1.33.4', pod('{ hostnameOverride: b, containers: [{ name: a, image: a:1 }] }')),
    at: `FieldNotServed error ${file}:4:27`,
  },
  {
    name: 'a field that the version of a cluster has no more',
    files: onVersion(
      '1.36',
      pod('{ workloadRef: { name: b, podGroup: c }, containers: [{ name: a, image: a:1 }] }'),
    ),
    at: `FieldNotServed error ${file}:4:22`,
  },
  {
    name: 'a field that the newest version has no more, where no cluster states its own',
    files: feed(pod('{ workloadRef: { name: b, podGroup: c }, containers: [{ name: a, image: a:1 }] }')),
    at: `FieldNotServed error ${file}:4:22`,
  },
  {
    name: 'a kind that the version of a cluster does not have yet',
    files: onVersion(
      '1.33',
      'apiVersion: storage.k8s.io/v1\nkind: VolumeAttributesClass\nmetadata: { name: a }\ndriverName: b\n',
    ),
    at: `FieldNotServed error ${file}:1:13`,
  },
  {
    name: 'a field of a layer that the version of a cluster does not have',
    files: {
      ...onVersion('1.33', pod('{ containers: [{ name: a, image: a:1 }] }')),
      [layer]: overlayText(
        'patches:\n  - target: { kind: Pod }\n    patch:\n      spec: { hostnameOverride: b }\n',
      ),
    },
    at: `FieldNotServed error ${layer}:6:33`,
  },
  {
    name: 'a custom resource with a value over its limit',
    files: gadget('{ size: 6 }'),
    at: `FieldValue error ${file}:4:15`,
  },
  {
    name: 'a custom resource at a version that is not served',
    files: gadget('{ size: 5 }', 'v1alpha1'),
    at: `FieldNotServed error ${file}:1:13`,
  },
  {
    name: 'a custom resource without what it requires',
    files: gadget('{}'),
    at: `FieldRequired error ${file}:4:7`,
  },
  {
    name: 'a patch of a custom resource with a field that it does not have',
    files: {
      ...gadget('{ size: 5 }'),
      [layer]: overlayText('patches:\n  - target: { kind: Gadget }\n    patch: { spec: { sice: 1 } }\n'),
    },
    at: `UnknownField error ${layer}:5:22`,
  },
  {
    name: 'a partial manifest at a version that is gone',
    files: {
      ...feed(
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a, namespace: shop }\nspec: { selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: a, image: a:1 }] } } }\n',
      ),
      'overlays/globalizations/200-eu/front.yaml':
        'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: { name: a, namespace: shop }\nspec: { replicas: 2 }\n',
    },
    at: 'FieldNotServed error overlays/globalizations/200-eu/front.yaml:1:13',
  },
  {
    name: 'a resource that no Subscription takes',
    files: { 'feeds/spare/object.yaml': pod('{ containers: [{ name: A, image: a:1 }] }') },
    at: 'FieldValue error feeds/spare/object.yaml:4:30',
  },
];

describe('the smallest fleet that has', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_name, { files, at }) => {
    expect(findingLines(files)).toEqual([at]);
  });
});

describe('what is said of a kind', () => {
  const hintOf = (found: readonly Diagnostic[]): string => found[0]?.hint ?? '';

  it('names the version that serves one that is gone', () => {
    const gone = rows.find(({ name }) => name.includes('any more'))!;
    expect(hintOf(findings(gone.files))).toContain('networking.k8s.io/v1');
  });

  it('names the place that has a field of the name', () => {
    const wrong =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a, namespace: shop }\nspec:\n  containers: []\n';
    const [found] = findings(feed(wrong)).filter(({ code }) => code === 'UnknownField');
    expect(found?.hint).toContain('"spec.template.spec.containers"');
  });

  it('names the version of the repository that serves a custom resource', () => {
    expect(hintOf(findings(gadget('{ size: 5 }', 'v1alpha1')))).toContain('example.org/v1');
  });

  it('is nothing where nothing is known of it', () => {
    const text = 'apiVersion: other.example.org/v1\nkind: Thing\nmetadata: { name: A_b }\nspec: [1]\n';
    expect(findings(feed(text))).toEqual([]);
  });

  it('is nothing of fields of a cluster older or newer than what is known', () => {
    const text = pod('{ hostnameOverride: b, containers: [{ name: a, image: a:1 }] }');
    expect(findings(onVersion('1.20', text))).toEqual([]);
    expect(findings(onVersion('1.40', text))).toEqual([]);
    expect(findings(onVersion('none', text))).toEqual([]);
  });

  it('leaves status alone, which never leaves for a cluster', () => {
    const text = `${pod('{ containers: [{ name: a, image: a:1 }] }')}status: { fase: 1 }\n`;
    expect(findings(feed(text))).toEqual([]);
  });
});

describe('findings of many clusters', () => {
  it('are one, with the clusters that have the version while they are few', () => {
    const versions = ['1.32', '1.33.1', 'v1.33.2', '1.36'];
    const clusters = versions.map((version, index) =>
      clusterFile(`c-${index}`, '{}', `{ facts: { kubernetesVersion: "${version}" } }`),
    );
    const files = Object.assign(
      {},
      ...clusters,
      feed(pod('{ hostnameOverride: b, containers: [{ name: a, image: a:1 }] }')),
    );

    const found = findings(files);

    expect(found).toHaveLength(2);
    expect(found.map(({ message }) => message).join('\n')).toMatch(/1\.32 .*\(c-0\)\n.*1\.33 .*\(c-1, c-2\)/);
  });

  it('are told although another object of the binding cannot be rendered', () => {
    const files: Files = {
      [file]: `${configMap('a')}---\n${pod('{ containers: [{ name: A, image: a:1 }] }')}`,
      [layer]: overlayText(
        'patches:\n  - target: { kind: ConfigMap }\n    patch: [{ op: remove, path: /spec/none }]\n',
      ),
    };
    expect(findingLines(files)).toEqual([`FieldValue error ${file}:9:30`]);
  });
});
