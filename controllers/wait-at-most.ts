import type { Runtime } from './runtime.ts';

/** Resolves when the work is over, whatever its outcome, or after `ms` milliseconds, or when the signal aborts. */
export const waitAtMost = (
  work: Promise<unknown>,
  by: { readonly runtime: Runtime; readonly ms: number; readonly signal?: AbortSignal },
): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      cancel();
      by.signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = by.runtime.after(by.ms, done);
    work.then(done, done);
    if (by.signal?.aborted) done();
    else by.signal?.addEventListener('abort', done, { once: true });
  });
