import { describe, expect, it } from 'vitest';
import { podsRestart } from '../../../../src/review/validate/pods-restart.ts';
import { cel } from '../../overlay/small-fleet.ts';
import {
  clusterFile,
  configMap,
  type Files,
  overlayText,
  subscriptionFile,
} from '../../render/memory-fleet.ts';
import { found } from './reviewed.ts';

const workload = (kind: string, rest: string, version = 'apps/v1'): string =>
  `apiVersion: ${version}\nkind: ${kind}\nmetadata: { name: front, namespace: shop }\nspec:\n${rest}`;
const template = '  template: { spec: { containers: [{ name: a, image: b }] } }\n';
const base: Files = {
  ...clusterFile('eu-1'),
  ...subscriptionFile('shop'),
  ...subscriptionFile('tools'),
  'feeds/shop/front.yaml': workload('Deployment', template),
  'feeds/tools/tool.yaml': configMap('tool'),
};
const layer = 'overlays/globalizations/100-a/overlay.yaml';
const partial = 'overlays/globalizations/100-a/front.yaml';
const restarts = (files: Files) => found(podsRestart, { ...base, ...files });

describe('what restarts Pods', () => {
  it.each<readonly [name: string, files: Files, expected: readonly string[]]>([
    [
      'commonAnnotations, of which their author may not know it',
      { [layer]: overlayText('commonAnnotations: { a: b }\n') },
      [`warning ${layer}:3:20`],
    ],
    [
      'labels that are asked into templates',
      { [layer]: overlayText('labels: [{ pairs: { a: b }, includeTemplates: true }]\n') },
      [`note ${layer}:3:47`],
    ],
    [
      'labels that are asked into selectors, which cannot change',
      { [layer]: overlayText('labels: [{ pairs: { a: b }, includeSelectors: true }]\n') },
      [`warning ${layer}:3:47`],
    ],
    [
      'an expression in a partial manifest',
      {
        [partial]: workload(
          'Deployment',
          `  replicas: ${cel('1')}\n  template:\n    metadata: { annotations: { a: "${cel('cluster.name')}", b: c } }\n`,
        ),
      },
      [`note ${partial}:7:35`],
    ],
    [
      'an expression in a patch that is an object',
      {
        [layer]: overlayText(
          `patches:\n  - target: { kind: Deployment }\n    patch: { spec: { template: { metadata: { annotations: { a: "${cel('cluster.name')}" } } } } }\n`,
        ),
      },
      [`note ${layer}:5:64`],
    ],
    [
      'an expression in an operation on a template',
      {
        [layer]: overlayText(
          `patches:\n  - patch:\n      - { op: add, path: /metadata/labels, value: { a: "${cel('cluster.name')}" } }\n      - { op: add, path: /spec/template/metadata, value: { labels: { a: "${cel('cluster.name')}" } } }\n`,
        ),
      },
      [`note ${layer}:6:73`],
    ],
  ])('is %s', (_, files, expected) => {
    expect(restarts(files)).toEqual(expected.map((at) => `PodsRestart ${at}`));
  });

  it.each<readonly [name: string, files: Files]>([
    [
      'labels and annotations of objects',
      { [layer]: overlayText('labels: [{ pairs: { a: b } }]\nannotations: { a: b }\n') },
    ],
    [
      'an expression outside of templates',
      { [partial]: workload('Deployment', `  replicas: ${cel('1')}\n`) },
    ],
    [
      'a layer for feeds without Pods',
      { [layer]: overlayText('feeds: [tools]\ncommonAnnotations: { a: b }\n') },
    ],
    [
      'a CronJob, whose Pods end by themselves',
      {
        'feeds/shop/front.yaml': workload(
          'CronJob',
          `  schedule: "* * * * *"\n  jobTemplate: { spec: { template: { spec: { containers: [] } } } }\n`,
          'batch/v1',
        ),
        [layer]: overlayText('commonAnnotations: { a: b }\n'),
      },
    ],
  ])('is not %s', (_, files) => {
    expect(restarts(files)).toEqual([]);
  });
});
