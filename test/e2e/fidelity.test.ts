import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { atOnce, clusterFile, subscription } from './support/fleet-files.ts';
import { kubectl, kubectlText } from './support/kubectl.ts';
import { fieldsOf, type LiveObject, liveObject, meantBy } from './support/live-object.ts';
import { openSite, type Site, until } from './support/site.ts';

const folder = join(import.meta.dirname, 'fixtures/fidelity');
const files = readdirSync(folder)
  .sort()
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}
const objects = files.flatMap(({ text }) => loadAll(text) as unknown as Manifest[]);
const whatOf = ({ apiVersion, kind, metadata }: Manifest): readonly string[] => {
  const [version, group] = apiVersion.split('/').reverse();
  const resource = group === undefined ? kind : `${kind}.${version}.${group}`;
  return [...(metadata.namespace === undefined ? [] : ['-n', metadata.namespace]), resource, metadata.name];
};

const reconciled = ['one', 'two'] as const;

/** The same YAML on three clusters: Headwater brings it to two, a person's kubectl to the third. */
describeOnFleets('what is written arrives as written', (startFleet) => {
  let site: Site;
  const read = (cluster: string, manifest: Manifest): Promise<LiveObject> =>
    liveObject(site.fleet, cluster, whatOf(manifest));

  beforeAll(async () => {
    site = await openSite({
      startFleet,
      clusters: [...reconciled, 'byhand'],
      controllers: true,
      kubelet: true,
      audit: true,
    });
    for (const { text } of files) {
      const apply = () =>
        kubectl(site.fleet, 'byhand', ['apply', '--server-side', '-f', '-'], { input: text });
      // a custom resource is unknown until its CRD is established
      await until(async () => (await apply()).code === 0, {
        timeoutMs: 15_000,
        everyMs: 300,
        describe: () => text.slice(0, 200),
      });
    }
    await site.copy.commitAndPush('all of it at once', {
      ...atOnce,
      ...clusterFile('one'),
      ...clusterFile('two'),
      ...subscription('all'),
      ...Object.fromEntries(files.map(({ name, text }) => [`feeds/all/${name}`, text])),
    });
    await site.start();
    await site.headwater().reconcile();
  });
  afterAll(() => site.stop());

  it('becomes Healthy from one push that holds a Namespace, a CRD and all that lives in them', async () => {
    const bindings = await site.settled();
    expect(bindings.map(({ cluster }) => cluster)).toEqual([...reconciled]);
  });

  it.each(objects.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    '%s is what kubectl apply makes of the same YAML',
    async (_name, manifest) => {
      const [byHand, ...ours] = await Promise.all(
        ['byhand', ...reconciled].map((cluster) => read(cluster, manifest)),
      );
      for (const live of ours) {
        expect(meantBy(live)).toEqual(meantBy(byHand!));
        // stringData is sent as data: its drift would be invisible otherwise
        if (manifest.kind === 'Secret') continue;
        expect(fieldsOf(live, 'headwater')).toEqual(fieldsOf(byHand!, 'kubectl'));
      }
    },
  );

  it('shows kubectl the values that the typed client would drop or change', async () => {
    const text = (what: readonly string[], path: string): Promise<string> =>
      kubectlText(site.fleet, 'two', ['get', '-n', 'fidelity', ...what, '-o', `jsonpath={${path}}`]);
    expect(await text(['networkpolicy', 'from-front'], '.spec.ingress[0].from[2].ipBlock.cidr')).toBe(
      '10.0.0.0/8',
    );
    expect(await text(['networkpolicy', 'from-front'], '.spec.ingress[1]')).toBe('{}');
    expect(await text(['limitrange', 'sizes'], '.spec.limits[0].default')).toBe(
      '{"cpu":"500m","memory":"1Gi"}',
    );
    expect(await text(['clusterrole', 'Team:Admin'], '.metadata.name')).toBe('Team:Admin');
    expect(await text(['statefulset', 'store'], '.spec.template.spec.volumes[0].configMap.defaultMode')).toBe(
      '420',
    );
    expect(await text(['statefulset', 'store'], '.spec.template.spec.initContainers[*].name')).toBe(
      'z-first a-second',
    );
    expect(await text(['gauge', 'scalars'], '.spec.newer.big')).toBe('9007199254740991');
    expect(await text(['gauge', 'scalars'], '.spec.newer.booleans[0]')).toBe('true');
    expect(await text(['gauge', 'scalars'], '.spec.newer.octal[0]')).toBe('420');
    expect(await text(['gauge', 'scalars'], '.spec.newer.times[1]')).toBe('2026-03-01T12:30:00Z');
    expect(await text(['gauge', 'typed'], '.spec.template.spec.containers[0].futureField[1].deep')).toBe(
      'true',
    );
    expect(await text(['gauge', 'defaulted'], '.spec.mode')).toBe('auto');
    expect(
      await text(
        ['crd', 'gauges.fidelity.example.com'],
        '.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.ports.x-kubernetes-list-map-keys',
      ),
    ).toBe('["name","protocol"]');
    const secret = await text(['secret', 'mixed'], '.data.plain');
    expect(Buffer.from(secret, 'base64').toString('utf8')).toBe('pä ss\n');
  });

  it('takes nothing that the server or a controller filled in for drift: no write follows', async () => {
    const marks = await Promise.all(reconciled.map((name) => auditMark(site.fleet.clusters.get(name)!)));
    await site.headwater().reconcile();
    await site.stopHeadwater();
    await site.start();
    await site.headwater().reconcile();
    await site.settled();
    for (const [index, name] of reconciled.entries()) {
      const seen = await auditSince(site.fleet.clusters.get(name)!, marks[index]!);
      expect(seen.filter((entry) => entry.user === 'headwater' && isWrite(entry))).toEqual([]);
    }
  });

  it('refuses, with its place, a value that cannot arrive as written', async () => {
    await site.push('an integer that JSON readers round', {
      'feeds/all/20-gauge.yaml': `${files.find(({ name }) => name === '20-gauge.yaml')!.text}    rounded: 9007199254740993\n`,
    });
    const { bindings, diagnostics } = site.headwater().status();
    const lines = files.find(({ name }) => name === '20-gauge.yaml')!.text.split('\n').length;
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'YamlUnsupportedValue',
        source: { file: 'feeds/all/20-gauge.yaml', line: lines, column: 14 },
      }),
    );
    for (const { reason } of bindings) expect(reason).toContain(`feeds/all/20-gauge.yaml:${lines}:14`);
    await site.copy.revertAndPush(await site.copy.head());
    await site.headwater().reconcile();
    await site.settled();
  });
});
