import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import {
  configMap,
  configMapPath,
  declared,
  isWrite,
  mergeEdit,
  openRig,
  type Rig,
  until,
  workOf,
} from './support/engine-rig.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

describeOnControlPlanes('events and writes that cross each other', () => {
  let fleet: LocalFleet;
  let site: Rig;

  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['east'] });
  });
  afterEach(async () => {
    await site?.close();
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  const ours = (value: string, epoch: number) =>
    workOf([declared(configMap('subject', { v: value }))], { subscription: 'default/subject', epoch });
  const marker = workOf([declared(configMap('marker', { v: '0' }))], { subscription: 'default/marker' });
  const driftsOf = (name: string) => site.drifts.filter(({ id }) => id.name === name);
  let edits = 0;

  /** Events of one watch come in order: once the marker's edit is seen, so is all that went before it. */
  const everythingSeen = async (): Promise<void> => {
    const before = driftsOf('marker').length;
    edits += 1;
    await site.edit(mergeEdit(configMapPath('marker'), { data: { v: `edit ${edits}` } }));
    await until('the marker is seen', () => driftsOf('marker').length > before);
  };

  const arrange = async (epoch: number): Promise<void> => {
    site = await openRig(fleet, 'east');
    const first = ours('before', epoch);
    site.watch([marker, first]);
    await site.apply(marker);
    await site.apply(first);
    await everythingSeen();
    expect(driftsOf('subject')).toEqual([]);
  };
  const isSubject = ({ path }: { path: string }): boolean => path.includes('/subject');

  it('takes the event of its own write that comes before the response for what it is', async () => {
    await arrange(1);
    site.api.after = async (request) => {
      if (isSubject(request)) await everythingSeen();
    };

    const report = await site.apply(ours('after', 2));

    expect(report.outcomes).toMatchObject([{ result: 'configured' }]);
    delete site.api.after;
    await everythingSeen();
    expect(driftsOf('subject')).toEqual([]);
  });

  it('does not lose a foreign edit that comes between its own write and the response', async () => {
    await arrange(3);
    site.api.after = async (request) => {
      if (!isSubject(request)) return;
      await site.edit(mergeEdit(configMapPath('subject'), { data: { v: 'foreign' } }));
      await everythingSeen();
    };

    await site.apply(ours('after', 4));

    delete site.api.after;
    expect(driftsOf('subject')).toMatchObject([{ cause: 'fields', manager: 'kubectl-edit' }]);
  });

  it('calls a foreign edit that its own write overwrote no drift', async () => {
    await arrange(5);
    site.api.before = async (request) => {
      if (isSubject(request))
        await site.edit(mergeEdit(configMapPath('subject'), { data: { v: 'foreign' } }));
    };

    await site.apply(ours('after', 6));

    delete site.api.before;
    await everythingSeen();
    expect(driftsOf('subject')).toEqual([]);
  });

  it('decides again when the object is replaced between the decision and the write', async () => {
    await arrange(7);
    let replaced = false;
    site.api.before = async (request) => {
      if (!isSubject(request) || !isWrite({ ...request, status: 0 }) || replaced) return;
      replaced = true;
      await site.edit({ method: 'DELETE', path: configMapPath('subject') });
      await site.edit({
        method: 'POST',
        path: '/api/v1/namespaces/default/configmaps?fieldManager=helm',
        body: JSON.stringify({
          ...configMap('subject', { v: 'theirs' }),
          metadata: {
            name: 'subject',
            labels: { 'app.kubernetes.io/managed-by': 'Helm' },
            annotations: { 'meta.helm.sh/release-name': 'r', 'meta.helm.sh/release-namespace': 'n' },
          },
        }),
      });
    };

    const report = await site.apply(ours('after', 8));

    expect(report.diagnostics).toMatchObject([{ code: 'NotOurs' }]);
    const live = await site.edit({ method: 'GET', path: configMapPath('subject') });
    expect(live.data).toEqual({ v: 'theirs' });
    await site.edit({ method: 'DELETE', path: configMapPath('subject') });
  });

  it('decides again when the object is deleted between the decision and the write', async () => {
    await arrange(9);
    let deleted = false;
    site.api.before = async (request) => {
      if (!isSubject(request) || deleted) return;
      deleted = true;
      await site.edit({ method: 'DELETE', path: configMapPath('subject') });
    };

    const report = await site.apply(ours('after', 10));

    expect(report.outcomes).toMatchObject([{ result: 'created' }]);
  });

  it('writes nothing onto an object that appears between the decision and the create', async () => {
    await arrange(11);
    let made = false;
    site.api.before = async (request) => {
      if (!request.path.includes('/newcomer') || made) return;
      made = true;
      await site.edit({
        method: 'POST',
        path: '/api/v1/namespaces/default/configmaps?fieldManager=other',
        body: JSON.stringify(configMap('newcomer', { v: 'theirs' })),
      });
    };
    const work = workOf([declared(configMap('newcomer', { v: 'ours', w: 'ours' }))], {
      subscription: 'default/newcomer',
      policy: { adoption: 'Never' },
    });

    const report = await site.apply(work);

    expect(report.diagnostics).toMatchObject([{ code: 'NotOurs' }]);
    const live = await site.edit({ method: 'GET', path: configMapPath('newcomer') });
    expect(live.data).toEqual({ v: 'theirs' });
  });

  it('does not delete a member that got another owner between the list and the delete', async () => {
    await arrange(13);
    const emptied = workOf([], { subscription: 'default/subject', epoch: 14 });
    await site.apply(emptied);
    let taken = false;
    site.api.before = async (request) => {
      if (request.method !== 'DELETE' || taken) return;
      taken = true;
      await site.edit(
        mergeEdit(configMapPath('subject'), {
          metadata: { labels: { 'applyset.kubernetes.io/part-of': 'applyset-somebody-else-v1' } },
        }),
      );
    };

    const report = await site.engine.prune(emptied, { maxDeletes: 5, protect: [] }, site.signal);

    expect(report.deleted).toEqual([]);
    expect((await site.ask({ method: 'GET', path: configMapPath('subject') })).status).toBe(200);
  });
});
