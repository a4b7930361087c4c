import { describe, expect, it } from 'vitest';
import { unmatchedOverlays } from '../../../src/overlay/unmatched.ts';
import { cluster, type Files, fleetWith, line } from '../repository/fleet-files.ts';

const workload = (kind: string, name: string, image = 'reg/front:1'): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: { template: { spec: { containers: [{ name: c, image: "${image}" }] } } }\n`;
const chart =
  'apiVersion: apps.clusternet.io/v1alpha1\nkind: HelmChart\nmetadata: { name: cache, namespace: apps }\nspec: { repo: "oci://r", chart: c, targetNamespace: a }\n';

const found = (body: string, more: Files = {}) => {
  const fleet = fleetWith({
    'feeds/shop/front.yaml': workload('Deployment', 'front'),
    'feeds/shop/agent.yaml': workload('DaemonSet', 'agent', 'reg:5000/agent@sha256:aa'),
    'feeds/charts/cache.yaml': chart,
    'overlays/globalizations/100-a/overlay.yaml': `apiVersion: headwater.dev/v1alpha1\nkind: Overlay\n${body}`,
    ...more,
  });
  return unmatchedOverlays(fleet).map((diagnostic) => `${line(diagnostic)} ${diagnostic.hint ?? '-'}`);
};
const at = (position: string, severity = 'error', file = 'overlays/globalizations/100-a/overlay.yaml') =>
  `OverlayMatchesNothing ${severity} ${file}:${position}`;

describe('overlays that match nothing', () => {
  it.each([
    ['replicas by name', 'replicas: [{ name: front, count: 2 }]'],
    ['replicas by name and namespace', 'replicas: [{ name: front, namespace: shop, count: 2 }]'],
    ['an image', 'images: [{ name: reg/front, newTag: "2" }]'],
    ['an image of a registry with a port', 'images: [{ name: "reg:5000/agent", newTag: "2" }]'],
    ['values of a chart', 'values: [{ target: { name: "ca*" }, values: {} }]'],
    ['fields of a kind', 'ignoreFields: [{ target: { kind: Deployment }, paths: [/spec/replicas] }]'],
    ['labels', 'labels: [{ pairs: { a: b } }]'],
    ['a patch of a chart', 'patches: [{ target: { kind: HelmChart }, patch: { spec: { wait: true } } }]'],
  ])('are none: %s', (_, body) => {
    expect(found(`${body}\n`)).toEqual([]);
  });

  it.each([
    ['replicas: [{ name: frnt, count: 2 }]', '3:20', 'did you mean Deployment shop/front?'],
    ['replicas: [{ name: agent, count: 2 }]', '3:20', '-'],
    [
      'replicas: [{ name: front, namespace: other, count: 2 }]',
      '3:20',
      'did you mean Deployment shop/front?',
    ],
    ['images: [{ name: reg/frnt, newTag: "2" }]', '3:18', 'did you mean image reg/front?'],
    ['values: [{ target: { name: cahce }, values: {} }]', '3:20', 'did you mean HelmChart apps/cache?'],
    ['values: [{ target: { name: front }, values: {} }]', '3:20', '-'],
    [
      'ignoreFields: [{ target: { kind: Deployment, name: fron.* }, paths: [/spec/replicas] }]',
      '3:26',
      'targets are whole names with * and ?, not regular expressions',
    ],
  ])('are told with the nearest name: %s', (body, position, hint) => {
    expect(found(`${body}\n`)).toEqual([`${at(position)} ${hint}`]);
  });

  it('ask each cluster where what they look for differs by cluster', () => {
    const body = (name: string) => `replicas: [{ name: "\${{ ${name} }}", count: 2 }]\n`;

    expect(found(body("'fro' + 'nt'"))).toEqual([]);
    expect(found(body('cluster.name'))).toHaveLength(1);
    expect(
      found(body('cluster.name'), {
        'clusters/eu-1.yaml': cluster('front'),
        'clusters/us-1.yaml': cluster('b'),
      }),
    ).toEqual([]);
  });

  it.each([
    ['an image that a partial manifest brings', workload('Deployment', 'front', 'mirror/front:1')],
    [
      'an image that an expression may come to',
      workload('Deployment', 'front', `\${{ cluster.name }}/front:1`),
    ],
  ])('are none where another layer may make them some: %s', (_, text) => {
    const more = { 'overlays/globalizations/050-b/front.yaml': text };

    expect(found('images: [{ name: mirror/front, newTag: "2" }]\n', more)).toEqual([]);
    expect(found('images: [{ name: mirror/back, newTag: "2" }]\n', more)).toHaveLength(1);
  });

  it('are none where an image got another name in an earlier layer', () => {
    const renamed =
      'apiVersion: headwater.dev/v1alpha1\nkind: Overlay\nimages: [{ name: reg/front, newName: mirror/front }]\n';
    const more = { 'overlays/globalizations/050-b/overlay.yaml': renamed };

    expect(found('images: [{ name: mirror/front, newTag: "2" }]\n', more)).toEqual([]);
  });

  it('are a warning in a Clusternet document, which may be about a chart', () => {
    const localization = (name: string) =>
      `apiVersion: apps.clusternet.io/v1alpha1\nkind: Localization\nmetadata: { name: l }\nspec:\n  feed: { apiVersion: apps.clusternet.io/v1alpha1, kind: HelmChart, namespace: apps, name: ${name} }\n  overrides: [{ name: x, type: Helm, value: "a: 1" }]\n`;
    const file = 'overlays/localizations/eu-1/100-l.yaml';

    expect(found('', { [file]: localization('cache') })).toEqual([]);
    expect(found('', { [file]: localization('cash') })).toEqual([
      `${at('1:1', 'warning', file)} did you mean HelmChart apps/cache?`,
    ]);
  });

  it('are about a chart in a partial manifest too', () => {
    const file = 'overlays/globalizations/100-a/cache.yaml';

    expect(found('', { [file]: chart })).toEqual([]);
    expect(found('', { [file]: chart.replace('name: cache', 'name: cach') })).toEqual([
      `${at('1:1', 'error', file)} did you mean HelmChart apps/cache?`,
    ]);
  });

  it('are not told while a file of a feed cannot be read, whatever the folder is called', () => {
    const body = 'replicas: [{ name: none, count: 2 }]\n';
    const renamed = (text: string) =>
      found(body, {
        'fleet.yaml':
          'apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nspec: { folders: { feeds: apps } }\n',
        'apps/shop/x.yaml': text,
      });

    expect(found(body, { 'feeds/shop/x.yaml': 'a: [' })).toEqual([]);
    expect(renamed('a: [')).toEqual([]);
    expect(renamed(workload('Deployment', 'front'))).toHaveLength(1);
  });
});
