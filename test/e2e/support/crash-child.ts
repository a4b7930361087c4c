/**
 * A reconciler that kills its own process at the n-th hit of a named point; started by crash.test.ts. With
 * `armed: 'settled'` hits count from the moment it says `settled`. It exits with code 3 when the point is not
 * reached in time, which the test takes for a failure.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashHook, CrashPoint } from './crash-points.ts';
import { type CrashPlace, isSettled, releaseAll, startReconciler } from './crash-reconciler.ts';

export interface CrashOrder {
  readonly place: CrashPlace;
  readonly point: CrashPoint;
  readonly hit: number;
  readonly armed: 'start' | 'settled';
  /** Gives both Subscriptions of this fleet back, instead of reconciling. */
  readonly release?: string;
}

const patienceMs = 60_000;

const order = JSON.parse(process.argv[2] ?? '') as CrashOrder;
let armed = order.armed === 'start';
let hits = 0;

const hook: CrashHook = (point) => {
  if (!armed || point !== order.point) return undefined;
  hits += 1;
  if (hits < order.hit) return undefined;
  process.kill(process.pid, 'SIGKILL');
  // the signal ends every thread before anything below could run
  return new Promise(() => undefined);
};

const reconcile = async (): Promise<void> => {
  const headwater = await startReconciler(order.place, hook);
  await headwater.reconcile();
  while (order.armed === 'settled' && !isSettled(headwater)) await sleep(10);
  armed = true;
  process.stdout.write('settled\n');
};

setTimeout(() => process.exit(3), patienceMs);
await (order.release === undefined ? reconcile() : releaseAll(order.place, order.release, hook));
