import { ApiError } from '../api-error.ts';
import type { ControllerOptions } from './controller.ts';

/**
 * Keys to look at, each once however often it was named. Nothing runs at rest: one call is scheduled when the first key comes.
 * A refused write is forgotten, as the change that refused it names the key again.
 */
export class WorkQueue {
  readonly #schedule: ControllerOptions['schedule'];
  readonly #waiting = new Map<string, () => void>();
  readonly #delayed = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  readonly #now: () => number;
  #cancelRun: (() => void) | undefined;
  #stopped = false;

  constructor({ schedule, now }: Pick<ControllerOptions, 'schedule' | 'now'>) {
    this.#schedule = schedule;
    this.#now = now;
  }

  add(id: string, work: () => void): void {
    if (this.#stopped) return;
    this.#waiting.set(id, work);
    this.#cancelRun ??= this.#schedule(0, () => this.#run());
  }

  /** The sooner of two times counts. */
  addLater(id: string, ms: number, work: () => void): void {
    if (this.#stopped) return;
    const at = this.#now() + ms;
    const known = this.#delayed.get(id);
    if (known !== undefined && known.at <= at) return;
    known?.cancel();
    const cancel = this.#schedule(ms, () => {
      this.#delayed.delete(id);
      this.add(id, work);
    });
    this.#delayed.set(id, { at, cancel });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRun?.();
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    this.#waiting.clear();
  }

  /** Whoever looks at a key asks again for the time at which it must be looked at next. */
  #forgetDelayed(id: string): void {
    this.#delayed.get(id)?.cancel();
    this.#delayed.delete(id);
  }

  #run(): void {
    this.#cancelRun = undefined;
    const round = [...this.#waiting];
    this.#waiting.clear();
    for (const [id, work] of round) {
      if (this.#stopped) return;
      this.#forgetDelayed(id);
      try {
        work();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    }
  }
}
