import { describe, expect, it } from 'vitest';
import { annotatedLines } from '../../../../src/review/explain/annotated-lines.ts';
import { findField } from '../../../../src/review/explain/find-field.ts';
import { rootField } from '../../../../src/review/explain/object-fields.ts';
import { base, explained, identity } from './explained.ts';

const explanation = explained({
  ...base,
  'overlays/globalizations/100-a/front.yaml': `${identity}spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: side
          args: [a, "b\\nc"]
          env: []
`,
});

const shown = (path: string) =>
  annotatedLines(explanation, path === '' ? rootField(explanation) : findField(explanation, path).found!).map(
    ({ text, writer, source }) => `${text} # ${writer ? `${writer.name}:${source?.line}` : ''}`,
  );

describe('the lines of an object', () => {
  it('know each who wrote them, and a text of several lines once', () => {
    expect(shown('')).toEqual([
      'apiVersion: apps/v1 # shop:1',
      'kind: Deployment # shop:2',
      'metadata: # shop:4',
      '  name: front # shop:4',
      '  namespace: shop # shop:5',
      '  labels: # shop:7',
      '    app.kubernetes.io/name: front # shop:7',
      'spec: # shop:9',
      '  replicas: 2 # 100-a:5',
      '  template: # shop:11',
      '    spec: # shop:12',
      '      containers: # shop:13',
      '        - name: side # 100-a:9',
      '          args: # 100-a:10',
      '            - a # 100-a:10',
      '            - |- # 100-a:10',
      '              b # ',
      '              c # ',
      '          env: [] # 100-a:11',
      '        - name: front # shop:13',
      '          image: front:1 # shop:14',
    ]);
  });

  it('are those of a part of it too', () => {
    expect(shown('spec.template.spec.containers[name=front]')).toEqual([
      'name: front # shop:13',
      'image: front:1 # shop:14',
    ]);
  });
});
