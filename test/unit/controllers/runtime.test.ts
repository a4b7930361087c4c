import { afterEach, expect, it, vi } from 'vitest';
import { systemRuntime } from '../../../controllers/runtime.ts';

afterEach(() => vi.restoreAllMocks());

it('a clock that is set back or forth moves no deadline', () => {
  const runtime = systemRuntime();
  const before = runtime.now();
  expect(Math.abs(before - Date.now())).toBeLessThan(60_000);
  for (const jump of [-3_600_000, 3_600_000]) {
    vi.spyOn(Date, 'now').mockReturnValue(before + jump);
    expect(runtime.now() - before).toBeGreaterThanOrEqual(0);
    expect(runtime.now() - before).toBeLessThan(5000);
  }
});
