import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { configMap, declared, openRig, type Rig, workOf } from './support/engine-rig.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const guards = { maxDeletes: 20, protect: [] };
const map = (name: string, v: string) => declared(configMap(name, { v }, 'story'));
const stone = (v: string) =>
  declared({ ...configMap('stone', { v }, 'story'), immutable: true }, { policy: { replace: true } });
const policy = { createNamespace: true };
const subscription = 'default/story';
const first = workOf([map('stays', '1'), stone('1'), map('goes', '1'), map('adopted', '1')], {
  subscription,
  policy,
});
const elsewhere = declared(configMap('new', { v: '2' }, 'story-new'));
const second = workOf([map('stays', '2'), stone('2'), map('adopted', '1'), elsewhere], {
  subscription,
  policy,
  epoch: 2,
});

/** Every kind of write, one after the other, so that the order of what happens tells what lies between. */
const liveThrough = async (site: Rig): Promise<void> => {
  await site.apply(first);
  await site.apply(second);
  await site.engine.prune(second, guards, site.signal);
  const path = '/api/v1/namespaces/story/configmaps/stays';
  await site.edit({ method: 'DELETE', path });
  await site.engine.heal(second, second.state.objects, site.signal);
  await site.engine.release(subscription, site.signal);
};

describeOnControlPlanes('the list of fault points', () => {
  let fleet: LocalFleet;
  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['east'] });
  });
  afterAll(() => fleet?.stop());

  it('has a point before the first write, between any two, and after the last', async () => {
    const told: string[] = [];
    const site = await openRig(fleet, 'east', {
      concurrency: 1,
      faults: (point) => {
        told.push(`· ${point}`);
      },
    });
    site.api.before = ({ method, path }) => {
      if (method !== 'GET') told.push(`${method} ${path.split('?')[0]}`);
    };
    const byHand = (what: object, path: string) =>
      site.edit({ method: 'POST', path: `${path}?fieldManager=kubectl-create`, body: JSON.stringify(what) });
    await byHand({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'story' } }, '/api/v1/namespaces');
    await byHand(configMap('adopted', { v: 'by hand' }, 'story'), '/api/v1/namespaces/story/configmaps');

    await liveThrough(site);
    await site.close();

    const isPoint = (entry: string | undefined): boolean => entry?.startsWith('· ') ?? false;
    const writes = told.filter((entry) => !isPoint(entry));
    const bare = told.flatMap((entry, index) =>
      !isPoint(entry) && !(isPoint(told[index - 1]) && isPoint(told[index + 1])) ? [entry] : [],
    );
    expect(new Set(writes.map((entry) => entry.split(' ')[0]))).toEqual(
      new Set(['POST', 'PUT', 'PATCH', 'DELETE']),
    );
    expect(bare).toEqual([]);
  });
});
