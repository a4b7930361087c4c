import { describe, expect, it } from 'vitest';
import { dropBeforeFirstApply, foldPatch } from '../../../../src/cluster/apply/fold.ts';
import { entry, live } from '../live-objects.ts';

const options = { manager: 'headwater', apiVersion: 'v1' };
const update = (manager: string, fieldsV1: object, more: object = {}) =>
  entry({ manager, operation: 'Update', fieldsV1, ...more });

describe('foldPatch', () => {
  it('gives what kubectl applied and edited to us, and tests the resourceVersion first', () => {
    const managedFields = [
      update('kubectl-client-side-apply', { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } }),
      update('kubectl-edit', { 'f:data': { 'f:c': {} }, 'f:metadata': { 'f:labels': { 'f:x': {} } } }),
    ];

    const patch = foldPatch(live({ managedFields }), options);

    expect(patch).toEqual([
      { op: 'test', path: '/metadata/resourceVersion', value: '10' },
      {
        op: 'replace',
        path: '/metadata/managedFields',
        value: [
          entry({
            fieldsV1: {
              'f:data': { '.': {}, 'f:a': {}, 'f:b': {}, 'f:c': {} },
              'f:metadata': { 'f:labels': { 'f:x': {} } },
            },
          }),
        ],
      },
    ]);
  });

  it('joins them with an entry that we have already', () => {
    const managedFields = [entry(), update('before-first-apply', { 'f:data': { 'f:b': {} } })];
    expect(foldPatch(live({ managedFields }), options)?.[1]?.value).toEqual([
      entry({ fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} } } }),
    ]);
  });

  it('leaves controllers, subresources, restarts and other versions what they own', () => {
    const others = [
      update('kube-controller-manager', { 'f:spec': {} }),
      update('kubectl', { 'f:status': {} }, { subresource: 'status' }),
      update('kubectl-rollout', { 'f:spec': { 'f:template': {} } }),
      update('kubectl-edit', { 'f:spec': {} }, { apiVersion: 'v1beta1' }),
    ];
    expect(foldPatch(live({ managedFields: others }), options)).toBeUndefined();
    const edit = update('kubectl-edit', { 'f:data': {} });
    const patch = foldPatch(live({ managedFields: [edit, ...others] }), options);
    expect(patch?.[1]?.value).toEqual([expect.objectContaining({ manager: 'headwater' }), ...others]);
  });

  it('folds a former tool only where its object is taken under adoption: Always', () => {
    const managedFields = [update('helm', { 'f:data': { 'f:h': {} } })];
    expect(foldPatch(live({ managedFields }), options)).toBeUndefined();
    const taken = foldPatch(live({ managedFields }), { ...options, former: 'Helm' });
    expect(taken?.[1]?.value).toEqual([entry({ fieldsV1: { 'f:data': { 'f:h': {} } } })]);
  });

  it('has nothing to do on an object that only we wrote', () => {
    expect(foldPatch(live({ managedFields: [entry()] }), options)).toBeUndefined();
    expect(foldPatch(live(), options)).toBeUndefined();
  });
});

describe('dropBeforeFirstApply', () => {
  it('takes out the entry that the server invented, and no other', () => {
    const managedFields = [entry(), update('before-first-apply', {})];
    expect(dropBeforeFirstApply(live({ managedFields }))?.[1]?.value).toEqual([entry()]);
    expect(dropBeforeFirstApply(live({ managedFields: [entry()] }))).toBeUndefined();
  });
});
