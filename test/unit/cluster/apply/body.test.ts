import { describe, expect, it } from 'vitest';
import { applyBody } from '../../../../src/cluster/apply/body.ts';
import { digestMark } from '../../../../src/cluster/inventory/marks.ts';
import { desired, settings } from '../live-objects.ts';

const options = { fleet: 'fleet', parent: 'applyset-x-v1', installationKey: 'key' };

describe('applyBody', () => {
  it('is the declared object with our labels and our annotation', () => {
    const object = desired({
      ...settings(),
      metadata: {
        name: 'settings',
        namespace: 'default',
        labels: { app: 'shop' },
        annotations: { 'headwater.dev/prune': 'disabled' },
      },
    });

    expect(JSON.parse(applyBody(object, { ...options, id: object.id }).with())).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'settings',
        namespace: 'default',
        labels: {
          app: 'shop',
          'applyset.kubernetes.io/part-of': 'applyset-x-v1',
          'headwater.dev/fleet': 'fleet',
        },
        annotations: { 'headwater.dev/prune': 'disabled', 'headwater.dev/digest': object.digest },
      },
      data: { a: '1' },
    });
  });

  it('binds the same text to a uid, a resourceVersion, or both', () => {
    const object = desired(settings());
    const body = applyBody(object, { ...options, id: object.id });

    expect(JSON.parse(body.with({ uid: 'u"1' })).metadata).toMatchObject({ uid: 'u"1', name: 'settings' });
    const both = JSON.parse(body.with({ uid: 'u', resourceVersion: '1' })).metadata;
    expect(both).toMatchObject({ uid: 'u', resourceVersion: '1' });
    expect(JSON.parse(body.with()).metadata).not.toHaveProperty('uid');
  });

  it('states nothing that is the server’s: status, uid, resourceVersion, managedFields', () => {
    const object = desired({
      ...settings(),
      metadata: { name: 'settings', uid: 'x', resourceVersion: '3', managedFields: [] },
      status: { phase: 'x' },
    });
    const sent = JSON.parse(applyBody(object, { ...options, id: object.id }).with());
    expect(Object.keys(sent.metadata)).toEqual(['name', 'labels', 'annotations']);
    expect(sent).not.toHaveProperty('status');
  });

  it('writes the namespace that the cluster’s scope of the kind asks for', () => {
    const object = desired(settings());
    const clusterScoped = applyBody(object, { ...options, id: { ...object.id, namespace: '' } });
    expect(JSON.parse(clusterScoped.with()).metadata).not.toHaveProperty('namespace');
  });

  it('stands for an object of nothing but metadata', () => {
    const object = desired({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 's' } });
    const text = applyBody(object, { ...options, id: object.id }).with({ uid: 'u' });
    expect(JSON.parse(text)).toMatchObject({ kind: 'ServiceAccount', metadata: { name: 's', uid: 'u' } });
  });
});

describe('digestMark', () => {
  const secret = desired({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { k: 'eA==' } });

  it('is the plain digest of what is no Secret', () => {
    const object = desired(settings());
    expect(digestMark(object, 'key')).toBe(object.digest);
  });

  it('of a Secret is an HMAC that another installation’s key changes', () => {
    const mark = digestMark(secret, 'key');
    expect(mark).toMatch(/^hmac-[0-9a-f]{64}$/);
    expect(mark).not.toContain(secret.digest);
    expect(digestMark(secret, 'key')).toBe(mark);
    expect(digestMark(secret, 'other')).not.toBe(mark);
  });
});
