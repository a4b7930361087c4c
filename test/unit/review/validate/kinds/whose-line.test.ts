import { describe, expect, it } from 'vitest';
import { cel } from '../../../overlay/small-fleet.ts';
import { overlayText } from '../../../render/memory-fleet.ts';
import { findingLines, findings } from './kind-findings.ts';

const front = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: front
  namespace: shop
spec:
  selector:
    matchLabels: { app: front }
  template:
    metadata:
      labels: { app: front }
    spec:
      containers:
        - name: front
          image: front:1
          ports:
            - containerPort: 80
`;

const feed = { 'feeds/shop/front.yaml': front };
const layer = 'overlays/globalizations/200-eu';

const partial = (rest: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\n${rest}`;

describe('the line that a finding points at', () => {
  it('is none where nothing is wrong', () => {
    expect(findings(feed)).toEqual([]);
  });

  it('is that of the key in the feed, with the nearest right name', () => {
    const found = findings({
      'feeds/shop/front.yaml': front.replace('spec:\n  sel', 'spec:\n  replcas: 2\n  sel'),
    });

    expect(found).toMatchObject([
      { code: 'UnknownField', source: { file: 'feeds/shop/front.yaml', line: 7, column: 3 } },
    ]);
    expect(found[0]!.hint).toContain('"replicas"');
  });

  it('is that of the key in a partial manifest', () => {
    const text = partial('spec:\n  minReadySecond: 5\n');
    expect(findingLines({ ...feed, [`${layer}/front.yaml`]: text })).toEqual([
      `UnknownField error ${layer}/front.yaml:5:3`,
    ]);
  });

  it('is that of the value in a patch of an overlay, written as an object or as text', () => {
    const patches = (patch: string): string =>
      overlayText(`patches:\n  - target: { kind: Deployment }\n    patch: ${patch}`);
    const object = patches('{ spec: { replicas: "2" } }\n');
    const text = patches('|\n      spec:\n        replicas: "2"\n');

    expect(findingLines({ ...feed, [`${layer}/overlay.yaml`]: object })).toEqual([
      `FieldType error ${layer}/overlay.yaml:5:32`,
    ]);
    expect(findingLines({ ...feed, [`${layer}/overlay.yaml`]: text })).toEqual([
      `FieldType error ${layer}/overlay.yaml:7:19`,
    ]);
  });

  it('is that of the value, or of the path, of a JSON patch', () => {
    const text = overlayText(`patches:
  - target: { kind: Deployment }
    patch:
      - op: add
        path: /spec/template/spec/containers/0/imagePullPolicy
        value: always
      - op: add
        path: /spec/replcas
        value: 1
`);
    expect(findingLines({ ...feed, [`${layer}/overlay.yaml`]: text })).toEqual([
      `FieldValue error ${layer}/overlay.yaml:8:16`,
      `UnknownField error ${layer}/overlay.yaml:10:15`,
    ]);
  });

  it('is that of the field in the text of a Clusternet override', () => {
    const text = `apiVersion: apps.clusternet.io/v1alpha1
kind: Globalization
metadata: { name: pin }
spec:
  overridePolicy: ApplyNow
  feed: { apiVersion: apps/v1, kind: Deployment, namespace: shop, name: front }
  overrides:
    - name: pin
      type: MergePatch
      value: |
        spec:
          replcas: 2
    - name: port
      type: JSONPatch
      value: '[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": 5}]'
`;
    expect(findingLines({ ...feed, [`${layer}/pin.yaml`]: text })).toEqual([
      `UnknownField error ${layer}/pin.yaml:12:11`,
      `FieldType error ${layer}/pin.yaml:15:93`,
    ]);
  });

  it("is the layer's where only the rendered object is wrong", () => {
    const text = partial(`spec:\n  replicas: ${cel('cluster.name')}\n`);
    expect(findingLines({ ...feed, [`${layer}/front.yaml`]: text })).toEqual([
      `FieldType error ${layer}/front.yaml:5:13`,
    ]);
  });

  it("is the layer's that took a required field away", () => {
    const text = overlayText(`patches:
  - target: { kind: Deployment }
    patch:
      - op: remove
        path: /spec/selector
`);
    expect(findingLines({ ...feed, [`${layer}/overlay.yaml`]: text })).toEqual([
      `FieldRequired error ${layer}/overlay.yaml:6:9`,
    ]);
  });

  it('is that of whichever side of two that do not go together was written last', () => {
    const labels = partial('spec:\n  template:\n    metadata:\n      labels:\n        app: back\n');
    const selector = partial('spec:\n  selector:\n    matchLabels:\n      app: back\n');

    expect(findingLines({ ...feed, [`${layer}/front.yaml`]: labels })).toEqual([
      `FieldValue error ${layer}/front.yaml:8:14`,
    ]);
    expect(findingLines({ ...feed, [`${layer}/front.yaml`]: selector })).toEqual([
      `FieldValue error ${layer}/front.yaml:7:12`,
    ]);
  });

  it('is told once, however many objects and clusters have it', () => {
    const found = findingLines({
      ...feed,
      'feeds/shop/back.yaml': front.replaceAll('front', 'back'),
      'clusters/us-1.yaml':
        'apiVersion: headwater.dev/v1alpha1\nkind: ManagedCluster\nmetadata: { name: us-1 }\nspec: {}\n',
      [`${layer}/overlay.yaml`]: overlayText(
        'patches:\n  - target: { kind: Deployment }\n    patch: { spec: { strategy: { type: rolling } } }\n',
      ),
    });
    expect(found).toEqual([`FieldValue error ${layer}/overlay.yaml:5:40`]);
  });
});
