import { describe, expect, it } from 'vitest';
import { ownershipOf } from '../../../../src/cluster/apply/ownership.ts';
import { parentId } from '../../../../src/cluster/inventory/parent.ts';
import { entry, live } from '../live-objects.ts';

const parent = parentId('fleet', 'default/shop');
const other = parentId('fleet', 'default/other');
const us = { fleet: 'fleet', parent, manager: 'headwater' };
const labels = (partOf: string, fleet = 'fleet') => ({
  'applyset.kubernetes.io/part-of': partOf,
  'headwater.dev/fleet': fleet,
});
const known = { uid: 'uid-1', digest: 'd', ownedHash: 'h' };

describe('ownershipOf', () => {
  it('is ours by label and Apply entry together', () => {
    expect(ownershipOf(live({ labels: labels(parent), managedFields: [entry()] }), us)).toEqual({ by: 'us' });
  });

  it('is nobody’s by the label alone, which anybody may copy', () => {
    const update = entry({ operation: 'Update' });
    expect(ownershipOf(live({ labels: labels(parent), managedFields: [update] }), us)).toEqual({
      by: 'nobody',
    });
    expect(ownershipOf(live({ labels: labels(parent) }), us)).toEqual({ by: 'nobody' });
  });

  it('counts no Apply entry of a subresource', () => {
    const managedFields = [entry({ subresource: 'status' })];
    expect(ownershipOf(live({ labels: labels(parent), managedFields }), us)).toEqual({ by: 'nobody' });
  });

  it('is ours when entry or label was lost, but we remember this very object', () => {
    expect(ownershipOf(live({ labels: labels(parent) }), us, known)).toEqual({ by: 'us' });
    expect(ownershipOf(live({ managedFields: [entry()] }), us, known)).toEqual({ by: 'us' });
    expect(ownershipOf(live({ uid: 'uid-2' }), us, known)).toEqual({ by: 'nobody' });
  });

  it('belongs to its controller, label and entry or not', () => {
    const ownerReferences = [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'x', controller: true },
    ];
    const metadata = live({ labels: labels(parent), managedFields: [entry()], ownerReferences });
    expect(ownershipOf(metadata, us, known)).toEqual({ by: 'controller', owner: 'ReplicaSet r' });
  });

  it('is not bound by an owner that is no controller', () => {
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'r', uid: 'x' }];
    const metadata = live({ labels: labels(parent), managedFields: [entry()], ownerReferences });
    expect(ownershipOf(metadata, us)).toEqual({ by: 'us' });
  });

  it('is a sibling’s only with our fleet and our Apply entry', () => {
    const managedFields = [entry()];
    expect(ownershipOf(live({ labels: labels(other), managedFields }), us)).toEqual({
      by: 'sibling',
      parent: other,
    });
    expect(ownershipOf(live({ labels: labels(other) }), us)).toMatchObject({ by: 'other', tool: 'ApplySet' });
    expect(ownershipOf(live({ labels: labels(other, 'elsewhere'), managedFields }), us)).toMatchObject({
      by: 'other',
      tool: 'Headwater',
      owner: 'the fleet elsewhere',
    });
  });

  it('takes back a part-of label that was changed to nonsense on an object of ours', () => {
    const metadata = live({ labels: labels('oops'), managedFields: [entry()] });
    expect(ownershipOf(metadata, us, known)).toEqual({ by: 'us' });
  });

  const foreign: readonly (readonly [string, Parameters<typeof live>[0], object])[] = [
    [
      'Helm',
      {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'r', 'meta.helm.sh/release-namespace': 'n' },
      },
      { tool: 'Helm', owner: 'the Helm release n/r' },
    ],
    [
      'Argo CD by annotation',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:default/front' } },
      { tool: 'ArgoCD', owner: 'the Argo CD application shop' },
    ],
    ['Argo CD by label', { labels: { 'argocd.argoproj.io/instance': 'shop' } }, { tool: 'ArgoCD' }],
    [
      'Flux',
      { labels: { 'kustomize.toolkit.fluxcd.io/name': 'k', 'kustomize.toolkit.fluxcd.io/namespace': 'n' } },
      { tool: 'Flux', owner: 'the Flux Kustomization n/k' },
    ],
    ['Flux’s Helm', { labels: { 'helm.toolkit.fluxcd.io/name': 'k' } }, { tool: 'Flux' }],
    ['Fleet', { annotations: { 'objectset.rio.cattle.io/id': 'default-x' } }, { tool: 'Fleet' }],
    [
      'Clusternet',
      { annotations: { 'apps.clusternet.io/owned-by-description': 'ns.d' } },
      { tool: 'Clusternet' },
    ],
  ];
  it.each(foreign)('names %s', (_, metadata, expected) => {
    expect(ownershipOf(live(metadata), us)).toMatchObject({ by: 'other', ...expected });
  });

  it('does not take a chart’s own label for a release', () => {
    expect(ownershipOf(live({ labels: { 'app.kubernetes.io/managed-by': 'Helm' } }), us)).toEqual({
      by: 'nobody',
    });
  });

  it('keeps what is ours though the feed itself carries another tool’s labels', () => {
    const metadata = live({
      labels: { ...labels(parent), 'argocd.argoproj.io/instance': 'x' },
      managedFields: [entry()],
    });
    expect(ownershipOf(metadata, us)).toEqual({ by: 'us' });
  });
});
