/** Runs jobs one after another. A job that still waits for its turn is not queued a second time. */
export class JobChain {
  readonly #waiting = new Set<string>();
  #end: Promise<void> = Promise.resolve();

  /** `schedule` finds the job a place when its turn has come; `run` never rejects. */
  add(
    name: string,
    run: () => Promise<void>,
    schedule: (job: () => Promise<void>) => Promise<void> = (job) => job(),
  ): void {
    if (this.#waiting.has(name)) return;
    this.#waiting.add(name);
    const begin = (): Promise<void> => {
      this.#waiting.delete(name);
      return run();
    };
    this.#end = this.#end.then(() => schedule(begin));
  }

  /** Resolves when everything that was added is over. */
  async settled(): Promise<void> {
    await this.#end;
  }
}
