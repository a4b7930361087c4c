import { describe, expect, it } from 'vitest';
import { describeClusters } from '../../../../src/review/diff/cluster-set.ts';
import { isDifferent } from '../../../../src/review/diff/fleet-change.ts';
import { cel } from '../../overlay/small-fleet.ts';
import { clusterFile, configMap, overlayText, subscriptionFile } from '../../render/memory-fleet.ts';
import { compared, objectLine } from './compared.ts';

const files = {
  ...clusterFile('eu-1', '{ region: eu }'),
  ...clusterFile('eu-2', '{ region: eu }'),
  ...clusterFile('us-1', '{ region: us }'),
  ...subscriptionFile('shop'),
  ...subscriptionFile('tools'),
  'feeds/shop/front.yaml': configMap('front'),
  'feeds/shop/back.yaml': configMap('back'),
  'feeds/tools/tool.yaml': configMap('tool'),
  'README.md': 'a fleet',
};
const layer = (body: string): string => overlayText(`feeds: [shop]\n${body}`);
const effects = (change: ReturnType<typeof compared>) =>
  Object.fromEntries(change.files.map(({ path, effect }) => [path, effect]));

describe('what becomes of a fleet', () => {
  it('is nothing where nothing changed, and where only comments and the order of keys did', () => {
    expect(isDifferent(compared(files, {}))).toBe(false);

    const change = compared(files, {
      'feeds/shop/front.yaml': `# said otherwise\n${configMap('front')}`,
      'README.md': 'the fleet',
    });

    expect(isDifferent(change)).toBe(false);
    expect(effects(change)).toEqual({ 'README.md': false, 'feeds/shop/front.yaml': false });
  });

  it('tells a change that is the same on all clusters once, with the file that it comes from', () => {
    const change = compared(files, { 'feeds/shop/front.yaml': configMap('front', '{ k: w }') });

    expect(change.objects.map(objectLine)).toEqual([
      'changed default/shop ConfigMap/front on eu-1,eu-2,us-1',
    ]);
    expect(change.objects[0]?.fields).toEqual([
      { path: '/data/k', field: 'data.k', before: 'v', after: 'w' },
    ]);
    expect(change.objects[0]?.files).toEqual(['feeds/shop/front.yaml']);
    expect(change.summary).toEqual({
      subscriptions: 1,
      clusters: 3,
      ofClusters: 3,
      objects: { created: 0, removed: 0, changed: 1, moved: 0 },
    });
  });

  it('tells an equal change once even where the rest of the object is not the same', () => {
    const own = {
      ...files,
      'overlays/localizations/eu-1/500-own/overlay.yaml': layer('annotations: { only: here }\n'),
    };

    const change = compared(own, { 'feeds/shop/front.yaml': configMap('front', '{ k: w }') });

    expect(change.objects.map(objectLine)).toEqual([
      'changed default/shop ConfigMap/front on eu-1,eu-2,us-1',
    ]);
  });

  it('tells clusters apart where what changes is not the same', () => {
    const change = compared(files, {
      'feeds/shop/front.yaml': configMap('front', '{ k: w }'),
      'overlays/localizations/us-1/500-own/overlay.yaml': layer(
        'patches: [{ target: { name: front }, patch: { data: { k: x } } }]\n',
      ),
    });

    expect(change.objects.map(objectLine)).toEqual([
      'changed default/shop ConfigMap/front on eu-1,eu-2',
      'changed default/shop ConfigMap/front on us-1',
    ]);
    expect(effects(change)).toEqual({
      'feeds/shop/front.yaml': true,
      'overlays/localizations/us-1/500-own/overlay.yaml': true,
    });
  });

  it('does not name a layer that a later one overrules, but where nothing else can be named', () => {
    const size = (replicas: string): string =>
      layer(`patches: [{ target: { name: front }, patch: { data: { size: "${replicas}" } } }]\n`);
    const all = 'overlays/globalizations/100-size/overlay.yaml';
    const own = 'overlays/localizations/eu-1/500-size/overlay.yaml';
    const base = { ...files, [all]: size('1'), [own]: size('9') };

    const both = compared(base, {
      [all]: size('2'),
      'feeds/shop/front.yaml': configMap('front', '{ k: w }'),
    });
    const equal = compared(base, { [all]: size('3'), [own]: null });

    expect(both.objects.map(({ clusters, files: by }) => [clusters.names, by])).toEqual([
      [['eu-1'], ['feeds/shop/front.yaml']],
      [
        ['eu-2', 'us-1'],
        ['feeds/shop/front.yaml', all],
      ],
    ]);
    expect(equal.objects.map(({ clusters, files: by }) => [clusters.names, by])).toEqual([
      [['eu-1'], [all, own]],
      [['eu-2', 'us-1'], [all]],
    ]);
  });

  it('shows one of many clusters that get a value of their own, and where the others differ', () => {
    const many = {
      ...files,
      ...Object.assign({}, ...['a', 'b', 'c'].map((name) => clusterFile(name))),
    };

    const change = compared(many, {
      'overlays/globalizations/100-mark/overlay.yaml': layer(
        `annotations: { cluster: "${cel('cluster.name')}", fleet: one }\n`,
      ),
      'feeds/shop/back.yaml': null,
      'feeds/shop/new.yaml': configMap('new'),
    });

    expect(change.objects.map((object) => [objectLine(object), object.differs])).toEqual([
      ['changed default/shop ConfigMap/front on a,b,c,eu-1,eu-2,us-1', ['metadata.annotations']],
      ['created default/shop ConfigMap/new on a,b,c,eu-1,eu-2,us-1', ['metadata.annotations.cluster']],
      ['removed default/shop ConfigMap/back on a,b,c,eu-1,eu-2,us-1', []],
    ]);
  });

  it('tells objects that come, go, and move from one Subscription to another', () => {
    const change = compared(files, {
      'feeds/shop/back.yaml': null,
      'feeds/shop/new.yaml': configMap('new'),
      'feeds/tools/tool.yaml': null,
      'feeds/shop/tool.yaml': configMap('tool', '{ k: moved }'),
    });

    expect(change.objects.map(objectLine)).toEqual([
      'created default/shop ConfigMap/new on eu-1,eu-2,us-1',
      'removed default/shop ConfigMap/back on eu-1,eu-2,us-1',
      'moved default/shop ConfigMap/tool on eu-1,eu-2,us-1',
    ]);
    const moved = change.objects[2];
    expect([moved?.from, moved?.fields.map(({ field }) => field)]).toEqual(['default/tools', ['data.k']]);
    expect(moved?.files).toEqual(['feeds/shop/tool.yaml', 'feeds/tools/tool.yaml']);
    expect(change.summary.objects).toEqual({ created: 1, removed: 1, changed: 0, moved: 1 });
  });

  it('tells Subscriptions that come and go, clusters that are gained and lost, and how bindings are treated', () => {
    const change = compared(files, {
      ...subscriptionFile('fresh'),
      'feeds/fresh/thing.yaml': configMap('thing'),
      'feeds/tools/subscription.yaml': null,
      'feeds/tools/tool.yaml': null,
      'feeds/shop/subscription.yaml': (
        subscriptionFile('shop', '{ headwater.dev/drift: report }')['feeds/shop/subscription.yaml'] ?? ''
      ).replace('clusterAffinity: {}', 'clusterAffinity: { matchLabels: { region: eu } }'),
    });

    expect(
      change.subscriptions.map(({ kind, key, gains, loses }) => [kind, key, gains?.names, loses?.names]),
    ).toEqual([
      ['added', 'default/fresh', ['eu-1', 'eu-2', 'us-1'], undefined],
      ['changed', 'default/shop', undefined, ['us-1']],
      ['removed', 'default/tools', undefined, ['eu-1', 'eu-2', 'us-1']],
    ]);
    expect(change.subscriptions[1]?.settings).toEqual([
      { path: '/drift', field: 'drift', before: 'heal', after: 'report' },
    ]);
    expect(change.subscriptions[1]?.files).toEqual(['feeds/shop/subscription.yaml']);
  });

  it('tells how an object is treated otherwise', () => {
    const change = compared(files, {
      'feeds/shop/front.yaml': configMap('front', '{ k: v }', ', annotations: { headwater.dev/wave: "2" }'),
    });

    expect(change.objects.map(({ fields, policy }) => [fields, policy])).toEqual([
      [[], [{ path: '/wave', field: 'wave', before: 0, after: 2 }]],
    ]);
  });

  it('tells a binding that stops rendering with its errors, and no object of it as gone', () => {
    const broken = {
      'feeds/shop/front.yaml': `${configMap('front')}  bad: [\n`,
      'feeds/tools/subscription.yaml': 'kind: [\n',
    };

    const change = compared(files, broken);

    expect(change.objects).toEqual([]);
    expect(change.subscriptions).toEqual([]);
    expect(
      change.renders.map(({ kind, subscription, clusters, diagnostics }) => [
        kind,
        subscription,
        clusters.names.length,
        diagnostics.map(({ code }) => code),
      ]),
    ).toEqual([
      ['stops', 'default/shop', 3, ['YamlSyntax']],
      ['stops', 'default/tools', 3, ['YamlSyntax']],
    ]);
    expect(isDifferent(change)).toBe(true);
    expect(change.problems).toEqual([]);
    expect(effects(change)).toEqual({ 'feeds/shop/front.yaml': true, 'feeds/tools/subscription.yaml': true });
  });

  it('tells a binding that starts rendering, and not what nobody knows', () => {
    const broken = { ...files, 'feeds/shop/front.yaml': 'kind: [\n' };

    const change = compared(broken, { 'feeds/shop/front.yaml': configMap('front') });

    expect(change.renders.map(({ kind }) => kind)).toEqual(['starts']);
    expect(change.objects).toEqual([]);
  });

  it('cannot say that nothing changes where a binding renders on neither side', () => {
    const broken = { ...files, 'feeds/shop/front.yaml': 'kind: [\n' };

    expect(isDifferent(compared(broken, {}))).toBe(false);
    expect(isDifferent(compared(broken, { 'feeds/shop/back.yaml': configMap('back', '{ a: b }') }))).toBe(
      true,
    );
  });

  it('names settings that change no object: clusters, strategies, the fleet', () => {
    const strategy = (stabilisation: string): string =>
      `apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\nmetadata: { name: slow }\nspec: { stabilisation: ${stabilisation} }\n`;
    const config = (count: number): string =>
      `apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nspec: { guards: { maxDeletes: ${count} } }\n`;
    const base = { ...files, 'rollouts/slow.yaml': strategy('1s'), 'fleet.yaml': config(20) };

    const change = compared(base, {
      'rollouts/slow.yaml': strategy('2s'),
      'fleet.yaml': config(30),
      ...clusterFile('eu-1', '{ region: eu, ring: main }'),
      ...clusterFile('eu-2', '{ region: eu, ring: main }'),
      ...clusterFile('new', '{}', '{ taints: [{ key: k, effect: NoSchedule }] }'),
    });

    expect(change.objects).toEqual([]);
    expect(
      change.settings.map(({ what, kind, names, fields }) => [
        what,
        kind,
        names,
        fields.map(({ field }) => field),
      ]),
    ).toEqual([
      ['cluster', 'changed', ['eu-1', 'eu-2'], ['labels.ring']],
      ['cluster', 'added', ['new'], []],
      ['strategy', 'changed', ['slow'], ['stabilisation']],
      ['fleet', 'changed', [''], ['maxDeletes']],
    ]);
    expect(change.files.every(({ effect }) => effect)).toBe(true);
    expect(isDifferent(change)).toBe(true);
  });

  it('says that overrides which apply later wait, where they alone changed', () => {
    const later = (value: string): string =>
      layer(`overridePolicy: ApplyLater\nlabels: [{ pairs: { a: ${value} } }]\n`);
    const path = 'overlays/globalizations/100-later/overlay.yaml';
    const base = { ...files, [path]: later('one') };

    const alone = compared(base, { [path]: later('two') });
    const together = compared(base, {
      [path]: later('two'),
      'feeds/shop/front.yaml': configMap('front', '{ k: w }'),
    });

    expect(alone.subscriptions.map(({ key, waits }) => [key, waits])).toEqual([['default/shop', true]]);
    expect(together.subscriptions).toEqual([]);
  });

  it('tells errors and warnings that are new, once, whatever lines they moved by', () => {
    const unknown = overlayText('patches: [{ target: { name: none }, patch: { a: b } }]\n');
    const base = { ...files, 'overlays/globalizations/100-old/overlay.yaml': unknown };

    const change = compared(base, {
      'overlays/globalizations/100-old/overlay.yaml': `# a line more\n${unknown}`,
      'overlays/globalizations/200-new/overlay.yaml': unknown,
    });

    expect(change.problems.map(({ code, source }) => [code, source?.file])).toEqual([
      ['OverlayMatchesNothing', 'overlays/globalizations/200-new/overlay.yaml'],
    ]);
  });

  it('looks at one Subscription or one cluster alone when asked to', () => {
    const edits = {
      'feeds/shop/front.yaml': configMap('front', '{ k: w }'),
      'feeds/tools/tool.yaml': configMap('tool', '{ k: w }'),
    };

    const one = compared(files, edits, { subscription: 'default/tools', cluster: 'us-1' });

    expect(one.objects.map(objectLine)).toEqual(['changed default/tools ConfigMap/tool on us-1']);
  });

  it('counts a cluster that goes among those that there were: what is on all others is not on all', () => {
    const change = compared(files, {
      'clusters/us-1.yaml': null,
      'feeds/shop/front.yaml': configMap('front', '{ k: w }'),
    });

    expect(
      change.objects.map(({ kind, id, clusters }) => [kind, id.name, describeClusters(clusters)]),
    ).toEqual([
      ['changed', 'front', 'eu-1, eu-2'],
      ['removed', 'front', 'us-1'],
      ['removed', 'back', 'us-1'],
      ['removed', 'tool', 'us-1'],
    ]);
    expect(change.subscriptions.map(({ key, loses }) => [key, loses?.names])).toEqual([
      ['default/shop', ['us-1']],
      ['default/tools', ['us-1']],
    ]);
    expect(change.settings.map(({ what, kind, names }) => [what, kind, names])).toEqual([
      ['cluster', 'removed', ['us-1']],
    ]);
    expect(change.files.every(({ effect }) => effect)).toBe(true);
  });

  it('knows where an object comes from though the other Subscription is not looked at', () => {
    const edits = {
      'feeds/tools/tool.yaml': null,
      'feeds/shop/tool.yaml': configMap('tool'),
      'feeds/tools/other.yaml': configMap('other'),
    };

    const [from, to] = ['default/tools', 'default/shop'].map((subscription) =>
      compared(files, edits, { subscription }).objects.map(objectLine),
    );

    expect(to).toEqual(['moved default/shop ConfigMap/tool on eu-1,eu-2,us-1']);
    expect(from).toEqual([...(to ?? []), 'created default/tools ConfigMap/other on eu-1,eu-2,us-1']);
  });

  it('holds nothing of what Secrets hold', () => {
    const secret = (value: string, more = ''): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: shop }\nstringData: { same: canary-0, k: ${value}${more} }\n`;
    const base = { ...files, 'feeds/shop/secret.yaml': secret('canary-1') };

    const change = compared(base, { 'feeds/shop/secret.yaml': secret('canary-2', ', new: canary-3') });

    expect(change.objects[0]?.fields).toEqual([
      { path: '/data/k', field: 'data.k', before: '<masked>', after: '<masked, changed>' },
      { path: '/data/new', field: 'data.new', after: '<masked>' },
    ]);
    const text = JSON.stringify(change);
    for (const value of ['canary-0', 'canary-1', 'canary-2', 'canary-3']) {
      expect(text).not.toContain(value);
      expect(text).not.toContain(Buffer.from(value).toString('base64'));
    }
  });
});
