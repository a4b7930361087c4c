import { describe, expect, it } from 'vitest';
import { phasesOf } from '../../../../src/cluster/apply/order.ts';
import { desired } from '../live-objects.ts';

const of = (apiVersion: string, kind: string, name: string, wave = 0) =>
  desired({ apiVersion, kind, metadata: { name } }, { wave });

const shape = (objects: Parameters<typeof phasesOf>[0]) =>
  phasesOf(objects).map(({ name, wave, objects: members }) => [
    `${name} ${wave}`,
    members.map(({ id }) => `${id.kind}/${id.name}`),
  ]);

describe('phasesOf', () => {
  it('puts Namespaces and CRDs first, whatever their wave, then the waves ascending', () => {
    const objects = [
      of('apps/v1', 'Deployment', 'late', 5),
      of('v1', 'ConfigMap', 'early', -1),
      of('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'crd', 9),
      of('v1', 'Namespace', 'shop', 7),
      of('v1', 'ConfigMap', 'plain'),
    ];
    expect(shape(objects)).toEqual([
      ['namespaces 0', ['Namespace/shop']],
      ['definitions 0', ['CustomResourceDefinition/crd']],
      ['wave -1', ['ConfigMap/early']],
      ['wave 0', ['ConfigMap/plain']],
      ['wave 5', ['Deployment/late']],
    ]);
  });

  it('orders kinds inside a wave as kubectl users expect, unknown ones before what may refuse them', () => {
    const objects = [
      of('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'w'),
      of('example.com/v1', 'Widget', 'x'),
      of('apps/v1', 'Deployment', 'd'),
      of('v1', 'Service', 's'),
      of('v1', 'ServiceAccount', 'a'),
      of('v1', 'ConfigMap', 'b'),
      of('v1', 'ConfigMap', 'a'),
    ];
    expect(shape(objects)).toEqual([
      [
        'wave 0',
        [
          'ServiceAccount/a',
          'ConfigMap/a',
          'ConfigMap/b',
          'Service/s',
          'Deployment/d',
          'Widget/x',
          'ValidatingWebhookConfiguration/w',
        ],
      ],
    ]);
  });

  it('takes a custom kind that is merely called Namespace for what it is', () => {
    expect(shape([of('example.com/v1', 'Namespace', 'n')])).toEqual([['wave 0', ['Namespace/n']]]);
  });

  it('has no phase of nothing', () => {
    expect(phasesOf([])).toEqual([]);
  });
});
