import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import type { ApiError } from '../../../../src/simulator/api-error.ts';
import { createObject } from '../../../../src/simulator/requests/create-object.ts';
import { patchObject } from '../../../../src/simulator/requests/patch-object.ts';
import type { PatchKind } from '../../../../src/simulator/requests/patched-value.ts';
import { updateObject } from '../../../../src/simulator/requests/update-object.ts';
import { configMap, plainOptions, requestTo, type TestState, testState } from './test-state.ts';

const patch = (state: TestState, kind: PatchKind, body: object, name = 'a') =>
  patchObject(
    state,
    requestTo(state, '/configmaps', name),
    { kind, text: JSON.stringify(body) },
    { ...plainOptions, fieldManager: 'tester' },
  );

const withObject = (): TestState => {
  const state = testState();
  createObject(state, requestTo(state, '/configmaps', ''), configMap('a', { x: '1' }), plainOptions);
  return state;
};

const refusal = (run: () => unknown): [number, string] | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return [(error as ApiError).code, (error as ApiError).message];
  }
};

describe('a write', () => {
  it('that changes nothing stores nothing, whichever patch it is', () => {
    const state = withObject();
    const then = state.store.revision;
    patch(state, 'merge', { data: { x: '1' } });
    patch(state, 'json', [{ op: 'test', path: '/data/x', value: '1' }]);
    patch(state, 'strategic', { metadata: { labels: null } });
    expect(state.store.revision).toBe(then);
  });

  it('as a dry run answers what it would have stored, and stores nothing', () => {
    const state = testState();
    const request = requestTo(state, '/configmaps', '');
    const { stored } = createObject(state, request, configMap('a'), { ...plainOptions, dryRun: true });
    expect(stored.object.metadata).not.toHaveProperty('resourceVersion');
    expect(state.store.get('/configmaps', 'default', 'a')).toBeUndefined();
  });

  it('of a stale version is refused', () => {
    const state = withObject();
    const sent = configMap('a', { x: '2' }, { resourceVersion: '1' });
    expect(
      refusal(() => updateObject(state, requestTo(state, '/configmaps', 'a'), sent, plainOptions)),
    ).toEqual([
      409,
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ]);
  });

  it('into a namespace that is not there is refused', () => {
    const state = testState();
    const request = requestTo(state, '/configmaps', '', { namespace: 'none' });
    const sent = configMap('a', {}, { namespace: 'none' });
    expect(refusal(() => createObject(state, request, sent, plainOptions))).toEqual([
      404,
      'namespaces "none" not found',
    ]);
  });

  it('generates a name where only its beginning is given', () => {
    const state = testState();
    const sent = configMap('', {}, { generateName: 'job-' });
    const { stored } = createObject(state, requestTo(state, '/configmaps', ''), sent, plainOptions);
    expect(stored.name).toBe('job-x0001');
  });

  it('warns of fields that are not there or there twice, and refuses them where it is strict', () => {
    const state = testState();
    const request = requestTo(state, '/configmaps', '');
    const sent = { ...configMap('a'), duplicates: ['data.x'] };
    const object = { ...sent.object, extra: 1 };
    createObject(state, request, { ...sent, object }, plainOptions);
    expect(request.warnings).toEqual(['duplicate field "data.x"', 'unknown field "extra"']);
    const strict = { ...plainOptions, fieldValidation: 'Strict' } as const;
    expect(refusal(() => createObject(state, request, { ...sent, object }, strict))?.[0]).toBe(400);
  });

  it('by apply creates what is not there, unless it names a uid', () => {
    const state = testState();
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new' } };
    expect(patch(state, 'apply', body, 'new').outcome).toBe('created');
    const wanted = { ...body, metadata: { name: 'other', uid: 'u' } };
    expect(refusal(() => patch(state, 'apply', wanted, 'other'))?.[1]).toContain(
      'uid mismatch: the provided object specified uid u, and no existing object was found',
    );
  });

  it('of two equal ports gives both one node port at a create, and is refused in other words at an update', () => {
    const state = testState();
    const ports = (first: string, second: string) => [
      { name: first, port: 80 },
      { name: second, port: 80 },
    ];
    const service = (list: readonly object[]) => ({
      object: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'default' },
        spec: { type: 'NodePort', ports: list },
      } as unknown as JsonObject,
      duplicates: [],
    });
    const created = refusal(() =>
      createObject(state, requestTo(state, '/services', ''), service(ports('a', 'b')), plainOptions),
    );
    expect(created?.[1]).toMatch(/spec\.ports\[1\]\.nodePort: Duplicate value: 3\d{4}/);
    createObject(state, requestTo(state, '/services', ''), service([{ name: 'a', port: 80 }]), plainOptions);
    const twice = service(ports('a', 'a'));
    const updated = refusal(() =>
      updateObject(state, requestTo(state, '/services', 'web'), twice, plainOptions),
    );
    expect(updated).toEqual([500, expect.stringMatching(/^duplicate nodePort: \{TCP 3\d{4}\}$/)]);
  });
});
