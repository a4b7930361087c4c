import { explainField } from '../../../../src/review/explain/explain-field.ts';
import { explainObject } from '../../../../src/review/explain/explain-object.ts';
import type { Explanation, FieldExplanation } from '../../../../src/review/explain/explanation.ts';
import { findField } from '../../../../src/review/explain/find-field.ts';
import { findResource, type ResourceQuery } from '../../../../src/review/explain/find-resource.ts';
import { clusterFile, type Files, fleetFrom, subscriptionFile } from '../../render/memory-fleet.ts';

/** A Deployment on its own lines, so that positions can be read off. */
export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: front
  namespace: shop
  labels:
    app.kubernetes.io/name: front
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: front
          image: front:1
`;

export const identity = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\n';

export const base: Files = {
  ...clusterFile('eu-1', '{ region: eu }'),
  ...clusterFile('us-1', '{ region: us }'),
  ...subscriptionFile('shop'),
  'feeds/shop/front.yaml': deployment,
};

/** The explanation of what a query finds in these files. */
export const explained = (files: Files, query: Partial<ResourceQuery> = {}): Explanation => {
  const search = findResource(fleetFrom(files), { cluster: 'eu-1', resource: 'deployment/front', ...query });
  if (search.found === undefined) throw new Error(JSON.stringify(search.diagnostic));
  return explainObject(search.found);
};

export const fieldOf = (explanation: Explanation, path: string): FieldExplanation => {
  const search = findField(explanation, path);
  if (search.found === undefined) throw new Error(JSON.stringify(search));
  return explainField(search.found);
};

/** `number stage name file:line:column before>after`, one line a touch; `*` before the one that wins. */
export const touchLines = ({ touches }: FieldExplanation): readonly string[] =>
  touches.map(({ writer, source, before, after, note, wins }) => {
    const where = source
      ? `${source.file.split('/').slice(-2).join('/')}:${source.line}:${source.column}`
      : note;
    const values = `${JSON.stringify(before) ?? ''}>${JSON.stringify(after) ?? ''}`;
    return `${wins ? '*' : ''}${writer.number} ${writer.name || writer.stage} ${where} ${values}`;
  });
