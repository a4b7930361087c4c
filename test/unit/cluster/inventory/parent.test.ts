import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  groupKindText,
  type ParentContent,
  parentBody,
  parentId,
  parentName,
  parseGroupKind,
  parseParent,
  widen,
} from '../../../../src/cluster/inventory/parent.ts';

const record = {
  fleet: 'acme',
  subscription: 'default/shop',
  commit: 'c'.repeat(40),
  digest: 'd'.repeat(64),
  epoch: 7,
  clusterUid: 'uid-of-kube-system',
  lastGood: { commit: 'b'.repeat(40), digest: 'a'.repeat(64) },
};
const content: ParentContent = {
  record,
  kinds: ['ConfigMap', 'Deployment.apps'],
  namespaces: ['headwater-system', 'shop'],
  deletionPolicy: 'Orphan',
  others: { hold: 'until tomorrow' },
  maxDeletes: 5,
};
const stored = (change: (object: ReturnType<typeof JSON.parse>) => void = () => undefined) => {
  const object = JSON.parse(parentBody(content, { uid: 'u', resourceVersion: '3' }));
  change(object);
  return object;
};

describe('a parent', () => {
  it('has the id that KEP-3659 asks for', () => {
    const name = parentName('acme', 'default/shop');
    const digest = createHash('sha256').update(`${name}.headwater-system.ConfigMap.`).digest('base64url');
    expect(parentId('acme', 'default/shop')).toBe(`applyset-${digest}-v1`);
    expect(parentId('acme', 'default/shop').length).toBeLessThanOrEqual(63);
    expect(stored().metadata.labels['applyset.kubernetes.io/id']).toBe(parentId('acme', 'default/shop'));
  });

  it('is another one for another Subscription and another fleet', () => {
    const ids = [
      parentId('acme', 'default/shop'),
      parentId('acme', 'default/shop2'),
      parentId('acme2', 'default/shop'),
    ];
    expect(new Set(ids).size).toBe(3);
    expect(parentName('acme', 'a/b')).toMatch(/^headwater-acme-[0-9a-f]{12}$/);
  });

  it('says where members are, as an ApplySet does', () => {
    expect(stored().metadata.annotations).toEqual({
      'applyset.kubernetes.io/tooling': 'headwater/v0.1',
      'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Deployment.apps',
      // its own namespace is not additional
      'applyset.kubernetes.io/additional-namespaces': 'shop',
    });
  });

  it('is read back as it was written, with what a later release put beside it', () => {
    expect(parseParent(stored(), 'acme')).toEqual({
      record,
      uid: 'u',
      resourceVersion: '3',
      kinds: ['ConfigMap', 'Deployment.apps'],
      namespaces: ['shop'],
      deletionPolicy: 'Orphan',
      others: { hold: 'until tomorrow' },
    });
  });

  it.each([
    ['another fleet’s', (object: ReturnType<typeof stored>) => (object.data.fleet = 'other')],
    ['of another name', (object: ReturnType<typeof stored>) => (object.metadata.name = 'copy')],
    ['without its label', (object: ReturnType<typeof stored>) => delete object.metadata.labels],
    ['without a Subscription', (object: ReturnType<typeof stored>) => delete object.data.subscription],
    ['with an epoch that is none', (object: ReturnType<typeof stored>) => (object.data.epoch = '1e9')],
    ['with an epoch beyond any', (object: ReturnType<typeof stored>) => (object.data.epoch = '9'.repeat(30))],
  ])('is not taken for ours when it is %s', (_, change) => {
    expect(
      parseParent(
        stored((object) => change(object)),
        'acme',
      ),
    ).toBeUndefined();
  });

  it('is bound to the state it replaces, or to none', () => {
    expect(stored().metadata).toMatchObject({ uid: 'u', resourceVersion: '3' });
    expect(JSON.parse(parentBody(content)).metadata).not.toHaveProperty('resourceVersion');
  });
});

describe('widen', () => {
  const ids = [
    { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'a' },
    { group: '', kind: 'Namespace', namespace: '', name: 'shop' },
  ];

  it('adds what is about to be written and forgets nothing', () => {
    expect(widen({ kinds: ['Secret'], namespaces: ['old'] }, ids)).toEqual({
      kinds: ['Deployment.apps', 'Namespace', 'Secret'],
      namespaces: ['old', 'shop'],
    });
  });
});

describe('group-kinds', () => {
  it.each([
    [{ group: '', kind: 'ConfigMap' }, 'ConfigMap'],
    [{ group: 'apps', kind: 'Deployment' }, 'Deployment.apps'],
    [{ group: 'a.b.example.com', kind: 'Widget' }, 'Widget.a.b.example.com'],
  ])('%o is written %s and read back', (kind, text) => {
    expect(groupKindText(kind)).toBe(text);
    expect(parseGroupKind(text)).toEqual(kind);
  });
});
