import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { builtInTypes } from '../../../../src/simulator/kinds/built-in-types.ts';
import { rulesOf } from '../../../../src/simulator/kinds/rules-of.ts';

const rules = rulesOf(builtInTypes().find(({ group, kind }) => group === 'apps' && kind === 'StatefulSet')!);

const setWith = (volumeClaimTemplates: readonly JsonObject[]): JsonObject =>
  rules.fillDefaults({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'store', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'store' } },
      template: {
        metadata: { labels: { app: 'store' } },
        spec: {
          containers: [{ name: 'main', image: 'x:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
        },
      },
      volumeClaimTemplates,
    },
  });

it('lets a container of a StatefulSet mount what a claim’s template will give it', () => {
  const claim = {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };

  expect(rules.validateCreate(setWith([claim]))).toEqual([]);
  expect(rules.validateCreate(setWith([])).map(({ field }) => field)).toEqual([
    'spec.template.spec.containers[0].volumeMounts[0].name',
  ]);
});
