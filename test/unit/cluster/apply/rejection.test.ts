import { describe, expect, it } from 'vitest';
import { rejectionDiagnostic, rejectionOf } from '../../../../src/cluster/apply/rejection.ts';

const id = { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'settings' };
const secret = { ...id, kind: 'Secret' };
const answer = (status: number, body: object | string) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const refusal = (status: number, body: object | string) => rejectionOf(answer(status, body), id);

describe('rejectionOf', () => {
  it.each([
    ['ConfigMap "x" is invalid: data: Forbidden: field is immutable when `immutable` is set'],
    ['Job.batch "x" is invalid: spec.template: Invalid value: {}: field is immutable'],
    ['StatefulSet.apps "x" is invalid: spec: Forbidden: updates to statefulset spec for fields other than …'],
    ['PersistentVolumeClaim "x" is invalid: spec: Forbidden: spec is immutable after creation except …'],
    ['Service "x" is invalid: spec.clusterIPs[0]: Invalid value: []: may not change once set'],
    [
      'Pod "x" is invalid: spec: Forbidden: pod updates may not change fields other than …: may not be updated',
    ],
  ])('knows an immutable field by the server’s words: %s', (message) => {
    const kind = refusal(422, { message }).kind;
    expect(kind === 'immutable' || !message.includes('immutable')).toBe(true);
  });

  it('tells a missing namespace from a missing endpoint', () => {
    expect(refusal(404, { details: { kind: 'namespaces', name: 'shop' } }).kind).toBe('namespace-missing');
    expect(refusal(404, '404 page not found').kind).toBe('not-found');
    expect(refusal(404, { details: { kind: 'configmaps' } }).kind).toBe('not-found');
  });

  it('tells conflict and busy from the rest', () => {
    expect(refusal(409, {}).kind).toBe('conflict');
    expect(refusal(429, {}).kind).toBe('busy');
    expect(refusal(503, {}).kind).toBe('busy');
    expect(refusal(403, { message: 'exceeded quota' }).kind).toBe('other');
    expect(refusal(400, 'field is immutable').kind).toBe('other');
  });

  it('bounds what a webhook may say', () => {
    expect(refusal(400, { message: 'x'.repeat(100_000) }).message.length).toBeLessThanOrEqual(1000);
  });

  it('repeats of a Secret’s refusal the fields, never the words, which may quote the value', () => {
    const body = {
      reason: 'Invalid',
      message: 'Secret "s" is invalid: data[k]: Invalid value: "hunter2"',
      details: { causes: [{ field: 'data[k]', message: 'Invalid value: "hunter2"' }] },
    };
    expect(rejectionOf(answer(422, body), secret).message).toBe('Invalid: data[k]');
    expect(rejectionOf(answer(500, 'hunter2'), secret).message).toBe('HTTP 500');
  });
});

describe('rejectionDiagnostic', () => {
  const source = { file: 'feeds/shop/s.yaml', line: 4, column: 1 };

  it('points at the object and its source, with the way out', () => {
    const immutable = rejectionDiagnostic({ kind: 'immutable', message: 'm' }, id, source);
    expect(immutable).toMatchObject({ code: 'ImmutableField', severity: 'error', resource: id, source });
    expect(immutable.hint).toContain('headwater.dev/replace');
    const namespace = rejectionDiagnostic({ kind: 'namespace-missing', message: 'm' }, id, source);
    expect(namespace).toMatchObject({ code: 'ApplyRejected', resource: id, source });
    expect(namespace.hint).toContain('headwater.dev/create-namespace');
    expect(rejectionDiagnostic({ kind: 'other', message: 'm' }, id)).toMatchObject({ code: 'ApplyRejected' });
  });
});
