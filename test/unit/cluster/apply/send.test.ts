import { describe, expect, it } from 'vitest';
import { send } from '../../../../src/cluster/apply/send.ts';
import { fakeClock } from '../fake-clock.ts';
import { scriptedApi } from '../scripted-api.ts';

const { signal } = new AbortController();
const request = { method: 'GET', path: '/x' } as const;

describe('send', () => {
  it('waits as long as a busy server asks for, and sends again', async () => {
    const clock = fakeClock({ eager: true });
    const api = scriptedApi((_, index) =>
      index === 0 ? { status: 429, retryAfter: 3 } : index === 1 ? { status: 503 } : { status: 200 },
    );

    const response = await send({ api, clock }, request, signal);

    expect(response.status).toBe(200);
    expect(clock.slept[0]).toBe(3000);
    expect(clock.slept).toHaveLength(2);
  });

  it('gives the last busy answer back after five attempts, and never waits longer than half a minute', async () => {
    const clock = fakeClock({ eager: true });
    const api = scriptedApi(() => ({ status: 429, retryAfter: 86_400 }));

    expect((await send({ api, clock }, request, signal)).status).toBe(429);

    expect(api.requests).toHaveLength(5);
    expect(Math.max(...clock.slept)).toBe(30_000);
  });

  it('takes any other answer for one', async () => {
    for (const status of [200, 201, 404, 409, 422, 500]) {
      const api = scriptedApi(() => ({ status }));
      expect((await send({ api, clock: fakeClock() }, request, signal)).status).toBe(status);
      expect(api.requests).toHaveLength(1);
    }
  });

  it('sends nothing once it is aborted', async () => {
    const api = scriptedApi();
    const aborted = AbortSignal.abort();
    await expect(send({ api, clock: fakeClock() }, request, aborted)).rejects.toThrow();
    expect(api.requests).toEqual([]);
  });
});
