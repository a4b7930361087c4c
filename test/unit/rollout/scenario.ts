import type { EvidenceState } from '../../../src/model/binding.ts';
import type { RolloutEffect, RolloutEvent, TargetEvent } from '../../../src/rollout/event.ts';
import { emptyRecord, type SubscriptionRecord } from '../../../src/rollout/record.ts';
import { step } from '../../../src/rollout/step.ts';
import { defaultStrategy } from '../../../src/rollout/strategy.ts';

export const strategy = { ...defaultStrategy, stabilisationMs: 0 };

export const target = (
  commit: string,
  digests: Readonly<Record<string, string>>,
  change: Partial<TargetEvent> = {},
): TargetEvent => ({
  type: 'target',
  commit,
  digests,
  invalid: {},
  blocked: {},
  strategy,
  later: '',
  ...change,
});

/** One Subscription's machine with its effects, driven by short sentences. */
export class Scenario {
  record: SubscriptionRecord = emptyRecord('default/shop', 0);
  effects: readonly RolloutEffect[] = [];
  now = 1000;

  send(event: RolloutEvent): this {
    const result = step(this.record, event, this.now);
    this.record = result.record;
    this.effects = result.effects;
    return this;
  }

  /** Evidence that echoes the pin which the cluster has now. */
  evidence(cluster: string, ...states: readonly EvidenceState[]): this {
    for (const state of states) {
      const pin = this.record.clusters[cluster]?.pin;
      if (!pin) throw new Error(`${cluster} has no pin`);
      const { epoch, digest } = pin;
      const { subscription } = this.record;
      this.send({
        type: 'evidence',
        evidence: { subscription, cluster, epoch, digest, state, diagnostics: [] },
      });
    }
    return this;
  }

  wait(ms: number): this {
    this.now += ms;
    return this.send({ type: 'tick' });
  }

  state(cluster: string): string | undefined {
    return this.record.clusters[cluster]?.state;
  }

  pinned(): readonly string[] {
    return this.effects.flatMap((effect) =>
      effect.type === 'pin' ? [`${effect.pin.cluster}=${effect.pin.digest}@${effect.pin.epoch}`] : [],
    );
  }

  pruned(): readonly string[] {
    return this.effects.flatMap((effect) => (effect.type === 'prune' ? [effect.pin.cluster] : []));
  }
}
