import { afterAll, beforeAll, expect, it } from 'vitest';
import { mediaTypes } from '../../src/cluster/api.ts';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { type Case, cases } from './support/crash-cases.ts';
import { needlessIn, unreleasedIn, wrongIn } from './support/crash-check.ts';
import { type CrashPoint, crashPoints } from './support/crash-points.ts';
import {
  type CrashPlace,
  isSettled,
  releaseAll,
  startReconciler,
  stateFileOf,
} from './support/crash-reconciler.ts';
import { type CrashRig, type DoomedProcess, openCrashRig, startDoomed } from './support/crash-rig.ts';
import { confirmedIn, type Snapshot, settledSnapshot, snapshotOf } from './support/crash-snapshot.ts';
import { type Expected, type Story, storyOf } from './support/crash-story.ts';
import { configMap } from './support/fleet-files.ts';
import { kubectlText } from './support/kubectl.ts';
import { until } from './support/site.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';
import type { Changes, WorkingCopy } from './support/working-copy.ts';

interface Run extends Case {
  readonly point: CrashPoint;
  readonly id: string;
}

const runs: readonly Run[] = crashPoints
  .flatMap((point) => (cases[point] ?? []).map((one) => ({ ...one, point })))
  .map((run, index) => ({ ...run, id: `crash-${String(index).padStart(3, '0')}` }));

/** The namespace of the parents is made once a cluster: these two are alone with it. */
const makesHome = ({ point }: Run): boolean => point.startsWith('home.');

/** A namespace, an object for the feed to adopt, and one that is nobody else's business. */
const madeByHand = ({ handmade }: Story): string =>
  [
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${handmade} }\n`,
    configMap('adopted', { v: 'by hand', extra: 'by hand' }, handmade),
    configMap('by-hand', { v: 'by hand' }, handmade),
  ].join('---\n');

it('every fault point has a case', () => {
  expect(crashPoints.filter((point) => (cases[point] ?? []).length === 0)).toEqual([]);
});

describeOnControlPlanes('kill -9 of the reconciler, and a restart', () => {
  let rig: CrashRig;
  beforeAll(async () => {
    rig = await openCrashRig();
    // one kubectl for all: each start of it costs as much as a child's
    const input = runs.map(({ id }) => madeByHand(storyOf(id))).join('---\n');
    await kubectlText(rig.fleet, 'a', ['apply', '-f', '-'], { input });
  });
  afterAll(() => rig?.stop());

  const cluster = () => rig.fleet.clusters.get('a')!;
  const mapPath = (namespace: string, name: string): string =>
    `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  const foreignOf = ({ handmade }: Story) => rig.edit({ method: 'GET', path: mapPath(handmade, 'by-hand') });

  /** A whole life of a process: it brings what git says, which `settled` then proves, and ends. */
  const live = async (place: CrashPlace, settled: () => Promise<void>): Promise<void> => {
    const headwater = await startReconciler(place);
    try {
      await headwater.reconcile();
      const describe = (): string => JSON.stringify(headwater.status(), null, 1);
      await until(() => isSettled(headwater), { timeoutMs: 60_000, describe });
      await settled();
    } finally {
      await headwater.stop();
    }
  };

  const rightIs = (story: Story, expected: readonly Expected[]) => async (): Promise<void> => {
    let wrong: readonly string[] = [];
    const check = async (): Promise<boolean> => {
      wrong = wrongIn(story, expected, await snapshotOf(rig.admin, story));
      return wrong.length === 0;
    };
    await until(check, { timeoutMs: 20_000, everyMs: 50, describe: () => wrong.join('\n') });
  };

  /** Everything before the life that ends at the point: commits, and the lives that carried them out. */
  const prepare = async (
    { step }: Run,
    story: Story,
    at: { readonly place: CrashPlace; readonly copy: WorkingCopy },
  ): Promise<void> => {
    const lastCommits: Readonly<Record<Case['step'], readonly Changes[]>> = {
      install: [],
      change: [story.second],
      third: [story.between, story.second],
      heal: [{}],
      release: [{}],
    };
    await at.copy.commitAndPush('first', story.first);
    for (const changes of lastCommits[step]) {
      await live(at.place, async () => undefined);
      await at.copy.commitAndPush('next', changes);
    }
  };

  const edit = async (path: string): Promise<void> => {
    await rig.edit({
      method: 'PATCH',
      path: `${path}?fieldManager=kubectl-edit`,
      body: '{"data":{"v":"by hand"}}',
      contentType: mediaTypes.mergePatch,
    });
  };

  const die = async ({ step, point, hit }: Run, place: CrashPlace, story: Story): Promise<void> => {
    const order = { place, point, hit, armed: step === 'heal' ? 'settled' : 'start' } as const;
    const doomed: DoomedProcess = startDoomed({ ...order, ...(step === 'release' && { release: story.id }) });
    if (step === 'heal') {
      await doomed.settled();
      await edit(mapPath(`${story.id}-app`, 'same'));
    }
    expect(await doomed.ended()).toBe('SIGKILL');
  };

  const writesSince = async (mark: Awaited<ReturnType<typeof auditMark>>, id: string) =>
    (await auditSince(cluster(), mark)).filter(
      (entry) =>
        entry.user === 'headwater' &&
        isWrite(entry) &&
        entry.code < 300 &&
        `${entry.uri} ${entry.name}`.includes(id),
    );

  const goOn = async (run: Run, place: CrashPlace, story: Story): Promise<void> => {
    const expected = ['change', 'third'].includes(run.step) ? story.afterSecond : story.afterFirst;
    const before: Snapshot = await settledSnapshot(rig.admin, story);
    const confirmed = await confirmedIn(stateFileOf(place));
    const mark = await auditMark(cluster());
    await live(place, rightIs(story, expected));
    const writes = await writesSince(mark, story.id);
    const after = await snapshotOf(rig.admin, story);
    const edited = run.step === 'heal' ? [mapPath(`${story.id}-app`, 'same')] : [];
    expect(needlessIn({ before, confirmed, after, expected, writes, edited })).toEqual([]);
  };

  const finishRelease = async (place: CrashPlace, story: Story): Promise<void> => {
    await releaseAll(place, story.id);
    const paths = story.afterFirst.map(({ path }) => path);
    expect(await unreleasedIn(rig.admin, paths)).toEqual([]);
    const { labelled, parents } = await snapshotOf(rig.admin, story);
    expect([...labelled.keys(), ...parents]).toEqual([]);
  };

  const crash = async (run: Run): Promise<void> => {
    const story = storyOf(run.id);
    const { place, copy, close } = await rig.open(run.id);
    try {
      await prepare(run, story, { place, copy });
      const untouched = await foreignOf(story);
      await die(run, place, story);
      await (run.step === 'release' ? finishRelease(place, story) : goOn(run, place, story));
      expect(await foreignOf(story)).toEqual(untouched);
    } finally {
      close();
    }
  };

  const nameOf = ({ point, hit, step }: Run): string => `ends right: ${point}, hit ${hit}, ${step}`;
  for (const run of runs.filter(makesHome)) {
    it(nameOf(run), async () => {
      await rig.removeHome();
      await crash(run);
    });
  }
  for (const run of runs.filter((one) => !makesHome(one))) it.concurrent(nameOf(run), () => crash(run));
});
