import { describe, expect, it } from 'vitest';
import { createBindingLock } from '../../../../src/cluster/apply/binding-lock.ts';
import { createGate, fixedWidth } from '../../../../src/cluster/apply/gate.ts';

/** A task that ends when told to. */
const held = () => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { run: () => promise, end: resolve, fail: () => reject(new Error('failed')) };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createGate', () => {
  it('lets in so many, and the others in their order as places get free', async () => {
    const gate = createGate(fixedWidth(2));
    const started: number[] = [];
    const tasks = Array.from({ length: 5 }, held);
    const runs = tasks.map((task, index) =>
      gate.run(() => {
        started.push(index);
        return task.run();
      }),
    );
    await turn();
    expect(started).toEqual([0, 1]);
    tasks[1]?.end();
    await turn();
    expect(started).toEqual([0, 1, 2]);
    for (const task of tasks) task.end();
    await Promise.all(runs);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('frees the place of a task that failed', async () => {
    const gate = createGate(fixedWidth(1));
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.run(async () => 'yes')).resolves.toBe('yes');
  });

  it('never runs more than its width over thousands of tasks', async () => {
    const gate = createGate(fixedWidth(8));
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 2000 }, () => gate.run(task)));
    expect(most).toBe(8);
  });
});

describe('a gate whose width grows with what waits', () => {
  it('keeps to few places for few, opens more for many, and gives them back', async () => {
    const gate = createGate({ least: 2, most: 6, waitingPerPlace: 4 });
    let running = 0;
    const seen: number[] = [];
    const task = async (): Promise<void> => {
      running += 1;
      seen.push(running);
      await turn();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => gate.run(task)));
    expect(Math.max(...seen)).toBe(2);
    await Promise.all(Array.from({ length: 400 }, () => gate.run(task)));
    expect(Math.max(...seen)).toBe(6);
    seen.length = 0;
    await Promise.all(Array.from({ length: 6 }, () => gate.run(task)));
    expect(Math.max(...seen)).toBe(2);
    expect(running).toBe(0);
  });
});

describe('createBindingLock', () => {
  it('runs exclusive tasks of one binding one after the other, of two side by side', async () => {
    const lock = createBindingLock();
    const started: string[] = [];
    const [first, second, other] = [held(), held(), held()];
    const run = (binding: string, name: string, task: ReturnType<typeof held>) =>
      lock.exclusive(binding, () => {
        started.push(name);
        return task.run();
      });
    const all = [run('a', 'first', first), run('a', 'second', second), run('b', 'other', other)];
    await turn();
    expect(started.toSorted()).toEqual(['first', 'other']);
    first.end();
    await turn();
    expect(started).toContain('second');
    second.end();
    other.end();
    await Promise.all(all);
  });

  it('lets heals go side by side, but not beside an apply', async () => {
    const lock = createBindingLock();
    const started: string[] = [];
    const tasks = [held(), held(), held(), held()] as const;
    const named = (name: string, task: ReturnType<typeof held>) => () => {
      started.push(name);
      return task.run();
    };
    const all = [
      lock.shared('a', named('heal 1', tasks[0])),
      lock.shared('a', named('heal 2', tasks[1])),
      lock.exclusive('a', named('apply', tasks[2])),
      lock.shared('a', named('heal 3', tasks[3])),
    ];
    await turn();
    expect(started).toEqual(['heal 1', 'heal 2']);
    tasks[0].end();
    tasks[1].end();
    await turn();
    expect(started).toEqual(['heal 1', 'heal 2', 'apply']);
    tasks[2].end();
    await turn();
    expect(started).toEqual(['heal 1', 'heal 2', 'apply', 'heal 3']);
    tasks[3].end();
    await Promise.all(all);
  });

  it('goes on after a task that failed', async () => {
    const lock = createBindingLock();
    const task = held();
    const failing = lock.exclusive('a', task.run);
    const next = lock.exclusive('a', async () => 'done');
    task.fail();
    await expect(failing).rejects.toThrow('failed');
    await expect(next).resolves.toBe('done');
  });
});
