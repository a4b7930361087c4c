import { describe, expect, it } from 'vitest';
import { builtInTypes } from '../../../../src/simulator/kinds/built-in-types.ts';
import { outputForm } from '../../../../src/simulator/requests/output/media-type.ts';

const type = builtInTypes().find(({ plural }) => plural === 'configmaps')!;
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const partial = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

describe('what a client accepts', () => {
  it.each([
    ['', 'object'],
    ['*/*', 'object'],
    ['application/vnd.kubernetes.protobuf,application/json', 'object'],
    [`${table},application/json`, 'table'],
    [`application/json;as=Unknown;g=meta.k8s.io;v=v1,application/json`, 'object'],
    [partial, 'metadata'],
    [`application/json;q=0.5,${table}`, 'table'],
  ])('%s is answered as %s', (accept, shape) => {
    expect(outputForm(accept, { type, list: false }).shape).toBe(shape);
  });

  // recorded from kube-apiserver 1.36.3
  it.each([
    [
      'text/html',
      false,
      '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    ],
    [
      partial,
      true,
      'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
    ],
  ])('%s is refused (list: %s)', (accept, list, message) => {
    expect(() => outputForm(accept, { type, list })).toThrow(message);
  });
});
