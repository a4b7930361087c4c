import { describe, expect, it } from 'vitest';
import type { Files } from '../../render/memory-fleet.ts';
import { overlayText } from '../../render/memory-fleet.ts';
import { base, explained, identity } from './explained.ts';

const replicas = `${identity}spec: { replicas: 2 }\n`;
const folder = 'overlays/globalizations/100-a';
const layer = (conditions: string): Files => ({
  ...base,
  [`${folder}/front.yaml`]: replicas,
  [`${folder}/overlay.yaml`]: overlayText(conditions),
});
const patch = (operation: object, more = ''): string =>
  `patches: [{ target: {}, patch: ${JSON.stringify([operation])}${more} }]\n`;

const reasons = (files: Files) =>
  explained(files).skipped.map(({ writer, reason, concerns }) => [
    writer.number,
    writer.name,
    reason,
    concerns,
  ]);

describe('a layer that does not apply is skipped because', () => {
  const cases: readonly (readonly [string, Files, string, RegExp, boolean])[] = [
    ['its clusterAffinity wants another label', layer('clusterAffinity: { matchLabels: { region: us } }\n'), 'affinity', /region=us.*region=eu/, true],
    ['its clusterAffinity wants a label that is not there', layer('clusterAffinity: { matchExpressions: [{ key: tier, operator: In, values: [a, b] }] }\n'), 'affinity', /tier In \(a, b\).*no label tier/, true],
    ['its condition is false', layer('when: cluster.name == "us-1"\n'), 'when', /us-1/, true],
    ['its condition fails', layer('when: cluster.labels.none == "x"\n'), 'error', /none/, true],
    ['it is for another feed', { ...layer('feeds: [tools]\n'), 'feeds/tools/subscription.yaml': base['feeds/shop/subscription.yaml']!.replaceAll('shop', 'tools') }, 'feeds', /tools.*shop/, true],
    ['it holds nothing for this object', { ...base, [`${folder}/other.yaml`]: replicas.replace('front', 'back') }, 'no-match', /./, false],
    ['its patch may be left out where a path is missing', { ...base, [`${folder}/overlay.yaml`]: overlayText(patch({ op: 'remove', path: '/spec/x' }, ', onMissing: skip')) }, 'missing-path', /onMissing/, true],
    ['its selector does not match', { ...base, [`${folder}/overlay.yaml`]: overlayText('patches: [{ target: { labelSelector: a=b }, patch: { spec: { replicas: 2 } } }]\n') }, 'nothing-written', /./, true],
  ]; // biome-ignore format: one case a line
  it.each(cases)('%s', (_name, files, reason, message, concerns) => {
    const { skipped } = explained(files);

    expect(skipped.map((one) => [one.writer.number, one.writer.name, one.reason, one.concerns])).toEqual([
      [2, '100-a', reason, concerns],
    ]);
    expect(skipped[0]?.message).toMatch(message);
  });

  it('a Clusternet JSON patch names a path that is missing, though another of it wrote', () => {
    const value = (operation: object): string => JSON.stringify(JSON.stringify([operation]));
    const files: Files = {
      ...base,
      'overlays/globalizations/100-a/g.yaml': `apiVersion: apps.clusternet.io/v1alpha1
kind: Globalization
metadata: { name: g }
spec:
  feed: { apiVersion: apps/v1, kind: Deployment, namespace: shop, name: front }
  overrides:
    - { name: a, type: JSONPatch, value: ${value({ op: 'remove', path: '/spec/none/x' })} }
    - { name: b, type: JSONPatch, value: ${value({ op: 'replace', path: '/spec/replicas', value: 4 })} }
`,
    };

    expect(explained(files).skipped.map(({ reason, source }) => [reason, source?.line])).toEqual([
      ['missing-path', 7],
    ]);
  });

  it("never because it is another cluster's", () => {
    expect(reasons({ ...base, 'overlays/localizations/us-1/100-a/front.yaml': replicas })).toEqual([]);
  });

  it('and keeps its number in the stack', () => {
    const files: Files = {
      ...layer('when: "false"\n'),
      'overlays/globalizations/200-b/front.yaml': replicas,
      'overlays/localizations/eu-1/100-c/other.yaml': replicas.replace('front', 'back'),
    };

    expect(reasons(files)).toEqual([
      [2, '100-a', 'when', true],
      [4, '100-c', 'no-match', false],
    ]);
  });
});
