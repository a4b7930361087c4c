import { describe, expect, it } from 'vitest';
import { guard } from '../../../../src/cluster/prune/guard.ts';
import { releasePatch } from '../../../../src/cluster/prune/release-member.ts';
import { deleteTiers } from '../../../../src/cluster/prune/tiers.ts';
import { entry, live } from '../live-objects.ts';

const candidate = (kind: string, name: string, fields: { group?: string; pruneDisabled?: boolean } = {}) => ({
  id: { group: fields.group ?? '', kind, namespace: 'shop', name },
  key: `${fields.group ?? ''}|${kind}|shop|${name}`,
  pruneDisabled: fields.pruneDisabled ?? false,
});
const names = (candidates: readonly { id: { name: string } }[]) => candidates.map(({ id }) => id.name);
const guards = { maxDeletes: 2, protect: ['Namespace', 'Widget.example.com'] };

describe('guard', () => {
  it('lets go what is within the guards', () => {
    const result = guard([candidate('ConfigMap', 'a'), candidate('ConfigMap', 'b')], guards);
    expect(names(result.deletable)).toEqual(['a', 'b']);
    expect(result).toMatchObject({ kept: [], diagnostics: [] });
  });

  it('lets nothing go of more than maxDeletes, and names them', () => {
    const result = guard(
      ['a', 'b', 'c'].map((name) => candidate('ConfigMap', name)),
      guards,
    );
    expect(result.deletable).toEqual([]);
    expect(names(result.kept)).toEqual(['a', 'b', 'c']);
    expect(result.diagnostics).toMatchObject([{ code: 'PruneNeedsApproval' }]);
    expect(result.diagnostics[0]?.message).toContain('ConfigMap shop/c');
  });

  it('keeps protected kinds, by kind or with their group, and counts them to no limit', () => {
    const result = guard(
      [
        candidate('Namespace', 'n'),
        candidate('Widget', 'w', { group: 'example.com' }),
        candidate('Widget', 'other', { group: 'example.org' }),
        candidate('ConfigMap', 'a'),
      ],
      guards,
    );
    expect(names(result.deletable)).toEqual(['other', 'a']);
    expect(names(result.kept)).toEqual(['n', 'w']);
    expect(result.diagnostics).toHaveLength(1);
  });

  it('keeps prune: disabled without a word', () => {
    const result = guard([candidate('ConfigMap', 'a', { pruneDisabled: true })], guards);
    expect(names(result.kept)).toEqual(['a']);
    expect(result).toMatchObject({ deletable: [], diagnostics: [] });
  });

  it('names ten of many', () => {
    const many = Array.from({ length: 500 }, (_, index) => candidate('ConfigMap', `c${index}`));
    const message = guard(many, guards).diagnostics[0]?.message ?? '';
    expect(message).toContain('490 more');
    expect(message.length).toBeLessThan(500);
  });

  it('with maxDeletes 0 deletes nothing at all', () => {
    expect(guard([candidate('ConfigMap', 'a')], { maxDeletes: 0, protect: [] }).deletable).toEqual([]);
  });
});

describe('deleteTiers', () => {
  it('goes backwards: workloads before what they use, custom resources before their CRD, Namespaces last', () => {
    const tiers = deleteTiers([
      candidate('Namespace', 'n'),
      candidate('CustomResourceDefinition', 'crd', { group: 'apiextensions.k8s.io' }),
      candidate('ConfigMap', 'c'),
      candidate('Deployment', 'd', { group: 'apps' }),
      candidate('Widget', 'w', { group: 'example.com' }),
      candidate('ConfigMap', 'b'),
    ]);
    expect(tiers.map(names)).toEqual([['w'], ['d'], ['b', 'c'], ['crd'], ['n']]);
  });
});

describe('releasePatch', () => {
  it('takes away our marks and entries, and nothing of the user’s', () => {
    const theirs = entry({ manager: 'hpa', operation: 'Update', subresource: 'scale' });
    const patch = releasePatch(
      live({
        labels: { 'applyset.kubernetes.io/part-of': 'p', 'headwater.dev/fleet': 'f', app: 'shop' },
        annotations: { 'headwater.dev/digest': 'd', note: 'x' },
        managedFields: [entry(), theirs, entry({ operation: 'Update' })],
      }),
      'headwater',
    );
    expect(patch).toEqual([
      { op: 'test', path: '/metadata/resourceVersion', value: '10' },
      { op: 'replace', path: '/metadata/managedFields', value: [theirs] },
      { op: 'remove', path: '/metadata/labels/applyset.kubernetes.io~1part-of' },
      { op: 'remove', path: '/metadata/labels/headwater.dev~1fleet' },
      { op: 'remove', path: '/metadata/annotations/headwater.dev~1digest' },
    ]);
  });

  it('states an empty entry where none is left, since a custom resource keeps its own at an empty list', () => {
    const [, entries] = releasePatch(live({ managedFields: [entry()] }), 'headwater');
    expect(entries).toEqual({ op: 'replace', path: '/metadata/managedFields', value: [{}] });
  });
});
