import { type Diagnostic, formatDiagnostic, HeadwaterError } from '../src/model/diagnostic.ts';
import type { Logger } from '../src/telemetry/logger.ts';
import type { Runtime } from './runtime.ts';

export interface BranchStateOptions {
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Plans one commit; rejects where it could not. */
  readonly planCommit: (commit: string) => Promise<void>;
  /** What `message` says may have changed. */
  readonly onChange: () => void;
}

const commitsRemembered = 100;

/** The disk may have room again at the next attempt. */
const isOfState = ({ diagnostic }: HeadwaterError): boolean =>
  diagnostic.code === 'StateUnreadable' || diagnostic.code === 'StateLocked';

/** The branch that is followed: its commits are planned one after another, and what is wrong with it is told. */
export class BranchState {
  readonly #options: BranchStateOptions;
  readonly #seenAt = new Map<string, number>();
  /** Why the branch could not be asked, and why its commit could not be planned. */
  #pollMessage: string | undefined;
  #commitMessage: string | undefined;
  #planning: Promise<void> = Promise.resolve();

  constructor(options: BranchStateOptions) {
    this.#options = options;
  }

  get message(): string | undefined {
    return this.#pollMessage ?? this.#commitMessage;
  }

  /** When a commit was first heard of; monotonic milliseconds. Only the latest commits are remembered. */
  seenAt(commit: string): number | undefined {
    return this.#seenAt.get(commit);
  }

  /** Plans a commit after those that came before it. Rejects where the next poll must try it again. */
  plan(commit: string): Promise<void> {
    this.#see(commit);
    const planned = this.#planning.then(() => this.#plan(commit));
    this.#planning = planned.catch(() => undefined);
    return planned;
  }

  failed(diagnostic: Diagnostic): void {
    this.#pollMessage = diagnostic.message;
    this.#options.onChange();
  }

  /** The branch answered, wherever it stands. */
  reached(): void {
    if (this.#pollMessage === undefined) return;
    this.#pollMessage = undefined;
    this.#options.onChange();
  }

  /** Resolves when no commit is being planned. */
  async settled(): Promise<void> {
    await this.#planning;
  }

  #see(commit: string): void {
    const { runtime } = this.#options;
    if (!this.#seenAt.has(commit)) this.#seenAt.set(commit, runtime.monotonic());
    const [oldest] = this.#seenAt.keys();
    if (this.#seenAt.size > commitsRemembered && oldest !== undefined) this.#seenAt.delete(oldest);
  }

  /** Rejects with what the next poll may find mended; what only another commit can mend is shown. */
  async #plan(commit: string): Promise<void> {
    const { signal, logger, planCommit, onChange } = this.#options;
    if (signal.aborted) return;
    try {
      await planCommit(commit);
      this.#commitMessage = undefined;
      this.reached();
    } catch (error) {
      if (signal.aborted) return;
      const isOurs = error instanceof HeadwaterError;
      this.#commitMessage = isOurs ? formatDiagnostic(error.diagnostic) : 'internal error: see the log';
      logger.error({ commit, err: error }, 'a commit could not be planned');
      if (!isOurs || error.retryable || isOfState(error)) throw error;
    } finally {
      onChange();
    }
  }
}
