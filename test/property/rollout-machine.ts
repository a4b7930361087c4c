import fc from 'fast-check';
import { expect } from 'vitest';
import type { EvidenceState } from '../../src/model/binding.ts';
import { decodeRecord, encodeRecord } from '../../src/rollout/codec.ts';
import type { RolloutEvent, StepResult, TargetEvent } from '../../src/rollout/event.ts';
import { emptyRecord, type SubscriptionRecord } from '../../src/rollout/record.ts';
import { step } from '../../src/rollout/step.ts';
import { defaultStrategy } from '../../src/rollout/strategy.ts';

const subscription = 'default/shop';
export const clusters = ['a', 'b', 'c'] as const;
const digests = ['d0', 'd1', 'd2'] as const;
const problem = { code: 'PatchFailed', severity: 'error', message: 'x' } as const;

/** What happens next, told without the machine's own fields: epochs are relative to the pin that stands. */
export type Move =
  | {
      readonly does: 'target';
      readonly per: Readonly<Record<string, Wish>>;
      readonly stabilisationMs: number;
    }
  | {
      readonly does: 'evidence';
      readonly cluster: string;
      readonly state: EvidenceState;
      readonly echo: 'pin' | 'older' | 'newer' | 'other digest';
    }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'unblocked'; readonly cluster: string }
  | { readonly does: 'pruned'; readonly cluster: string; readonly isCurrent: boolean; readonly kept: number }
  | {
      readonly does: 'adopted';
      readonly cluster: string;
      readonly ahead: number;
      readonly digest: string;
      readonly isPaused: boolean;
    }
  | { readonly does: 'removed' | 'resume' | 'crash' };
type Wish = { readonly is: 'absent' | 'invalid' } | { readonly is: 'planned' | 'blocked'; digest: string };

const cluster = fc.constantFrom(...clusters);
export const digest = fc.constantFrom(...digests);
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('planned' as const), digest }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('blocked' as const), digest }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constantFrom('absent' as const, 'invalid' as const) }) },
);
const states = ['Applied', 'Verifying', 'Healthy', 'Failed', 'Unreachable'] as const;
const target = (stabilisation: fc.Arbitrary<number>): fc.Arbitrary<Move> =>
  fc.record({
    does: fc.constant('target' as const),
    per: fc.record({ a: wish, b: wish, c: wish }),
    stabilisationMs: stabilisation,
  });
const move = (stabilisation: fc.Arbitrary<number>): fc.Arbitrary<Move> =>
  fc.oneof(
    { weight: 4, arbitrary: target(stabilisation) },
    {
      weight: 12,
      arbitrary: fc.record({
        does: fc.constant('evidence' as const),
        cluster,
        state: fc.oneof(
          { weight: 2, arbitrary: fc.constant('Healthy' as const) },
          fc.constantFrom(...states),
        ),
        echo: fc.oneof(
          { weight: 4, arbitrary: fc.constant('pin' as const) },
          fc.constantFrom('older' as const, 'newer' as const, 'other digest' as const),
        ),
      }),
    },
    { weight: 4, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.nat(700_000) }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('unblocked' as const), cluster }) },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('pruned' as const),
        cluster,
        isCurrent: fc.boolean(),
        kept: fc.nat(7),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        does: fc.constant('adopted' as const),
        cluster,
        ahead: fc.integer({ min: -1, max: 3 }),
        digest,
        isPaused: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constantFrom('removed' as const, 'resume' as const, 'crash' as const, 'crash' as const),
      }),
    },
  );
export const story = (stabilisation: fc.Arbitrary<number>): fc.Arbitrary<readonly Move[]> =>
  fc.array(move(stabilisation), { minLength: 1, maxLength: 40 });
export const anyStabilisation = fc.constantFrom(0, 5000, 60_000);

export const targetEvent = (
  per: Readonly<Record<string, Wish>>,
  commit: string,
  stabilisationMs: number,
): TargetEvent => {
  const planned: Record<string, string> = {};
  const invalid: Record<string, readonly (typeof problem)[]> = {};
  const blocked: Record<string, readonly string[]> = {};
  for (const [name, wanted] of Object.entries(per)) {
    if (wanted.is === 'invalid') invalid[name] = [problem];
    if ('digest' in wanted) planned[name] = wanted.digest;
    if (wanted.is === 'blocked') blocked[name] = ['default/platform'];
  }
  const strategy = { ...defaultStrategy, stabilisationMs };
  return { type: 'target', commit, digests: planned, invalid, blocked, strategy, later: '' };
};

export const text = (record: SubscriptionRecord): string => JSON.stringify(encodeRecord(record));

/** The machine, what is checked of it after each step, and what an observer outside remembers. */
export class Machine {
  record = emptyRecord(subscription, 0);
  now = 1000;
  commits = 0;
  /** Digests that a pin may name now: what was last wanted, while nothing was Paused. */
  wanted: Readonly<Record<string, string>> = {};
  readonly sawHealthy = new Set<string>();

  send(event: RolloutEvent): StepResult {
    const before = this.record;
    if (event.type === 'target' && !before.paused) this.wanted = event.digests;
    const result = step(before, event, this.now);
    this.record = result.record;
    this.#checkPins(before, event);
    this.#checkEffects(result);
    expect(decodeRecord(JSON.parse(text(this.record)))).toEqual(this.record);
    const again = step(this.record, event, this.now);
    expect(text(again.record)).toBe(text(this.record));
    return result;
  }

  /** I4, and the epoch: one pin a binding, wanted or adopted, one epoch a change. */
  #checkPins(before: SubscriptionRecord, event: RolloutEvent): void {
    for (const name of clusters) {
      const old = before.clusters[name]?.pin;
      const pin = this.record.clusters[name]?.pin;
      if (pin?.epoch === old?.epoch) {
        expect(pin).toEqual(old);
        continue;
      }
      if (event.type === 'adopted' && event.cluster === name) {
        expect(pin).toEqual(event.pin);
        expect(pin!.epoch).toBeGreaterThan(old?.epoch ?? -1);
        continue;
      }
      expect(pin?.epoch).toBe((old?.epoch ?? 0) + 1);
      expect(pin?.digest).toBe(this.wanted[name]);
    }
  }

  #checkEffects({ effects, record }: StepResult): void {
    for (const effect of effects) {
      if (effect.type === 'wake') continue;
      const { pin } = effect;
      const entry = record.clusters[pin.cluster];
      // I7: what is applied is what stands in the record, which is stored before the effect
      expect(pin).toEqual({ subscription, cluster: pin.cluster, ...entry?.pin });
      if (effect.type === 'pin') expect(record.paused).toBeUndefined();
      if (effect.type !== 'prune') continue;
      expect(['Soaked', 'NoOp']).toContain(entry?.state);
      expect(this.sawHealthy.has(`${pin.cluster} ${pin.epoch} ${pin.digest}`)).toBe(true);
    }
    this.#checkWake({ effects, record });
  }

  /** I11: whoever may run out of time, or ends a stabilisation, is woken for it. */
  #checkWake({ effects, record }: StepResult): void {
    if (record.paused) return;
    const timed = Object.values(record.clusters).filter(
      ({ state, dispatchedAt, healthySince }) =>
        (['Dispatched', 'Applied', 'Verifying'].includes(state) && dispatchedAt !== undefined) ||
        (state === 'Healthy' && healthySince !== undefined),
    );
    expect(effects.some(({ type }) => type === 'wake')).toBe(timed.length > 0);
  }

  evidence(name: string, state: EvidenceState, echo: 'pin' | 'older' | 'newer' | 'other digest'): void {
    const pin = this.record.clusters[name]?.pin ?? { digest: 'd0', epoch: 1 };
    const hasPin = this.record.clusters[name]?.pin !== undefined;
    const epoch = pin.epoch + (echo === 'older' ? -1 : echo === 'newer' ? 1 : 0);
    const said = echo === 'other digest' ? `not ${pin.digest}` : pin.digest;
    const isCurrent = echo === 'pin' && hasPin;
    if (isCurrent && state === 'Healthy') this.sawHealthy.add(`${name} ${epoch} ${said}`);
    const before = text(this.record);
    const { effects } = this.send({
      type: 'evidence',
      evidence: { subscription, cluster: name, epoch, digest: said, state, diagnostics: [] },
    });
    if (isCurrent) return;
    // R1
    expect(text(this.record)).toBe(before);
    expect(effects.filter(({ type }) => type !== 'wake')).toEqual([]);
  }

  /** A kill after the record was stored and before any effect was carried out; then a new process. */
  crash(): void {
    const stored = text(this.record);
    this.record = decodeRecord(JSON.parse(stored))!;
    const { effects } = this.send({ type: 'restarted' });
    const entries = Object.entries(this.record.clusters);
    const owed = entries.filter(
      ([, { state, pin, prunedEpoch }]) =>
        ['Soaked', 'NoOp'].includes(state) && pin && prunedEpoch !== pin.epoch,
    );
    const names = (type: string): readonly string[] =>
      effects.flatMap((effect) => (effect.type === type && 'pin' in effect ? [effect.pin.cluster] : []));
    if (this.record.paused) return;
    expect(names('pin')).toEqual(entries.filter(([, { pin }]) => pin).map(([name]) => name));
    expect(names('prune')).toEqual(owed.map(([name]) => name));
    // but for a run of Healthy evidence, which starts anew (R2), nothing is lost and nothing is new
    if (entries.every(([, { state }]) => state !== 'Healthy')) expect(text(this.record)).toBe(stored);
  }

  play(next: Move): void {
    switch (next.does) {
      case 'target':
        this.commits += 1;
        this.send(targetEvent(next.per, `c${this.commits}`, next.stabilisationMs));
        return;
      case 'evidence':
        this.evidence(next.cluster, next.state, next.echo);
        return;
      case 'wait':
        this.now += next.ms;
        this.send({ type: 'tick' });
        return;
      case 'unblocked':
        this.send({ type: 'unblocked', cluster: next.cluster });
        return;
      case 'pruned': {
        const epoch = (this.record.clusters[next.cluster]?.pin?.epoch ?? 0) - (next.isCurrent ? 0 : 1);
        const diagnostics = Array.from({ length: next.kept }, () => problem);
        this.send({ type: 'pruned', cluster: next.cluster, epoch, diagnostics });
        return;
      }
      case 'adopted': {
        const epoch = Math.max(1, (this.record.clusters[next.cluster]?.pin?.epoch ?? 1) + next.ahead);
        const pin = { commit: 'found', digest: next.digest, epoch };
        this.send({ type: 'adopted', cluster: next.cluster, pin, ...(next.isPaused && { pause: 'why' }) });
        return;
      }
      case 'crash':
        this.crash();
        return;
      case 'removed':
      case 'resume':
        this.send({ type: next.does });
        return;
      default:
        next satisfies never;
    }
  }

  /** Everything answers, nothing is blocked, time passes. */
  calm(): void {
    for (let round = 0; round < 6; round += 1) {
      for (const name of clusters) {
        if (this.record.clusters[name]?.pin) {
          this.evidence(name, 'Applied', 'pin');
          this.evidence(name, 'Healthy', 'pin');
        }
        this.send({ type: 'unblocked', cluster: name });
      }
      this.now += 60_000;
      this.send({ type: 'tick' });
    }
  }
}

export const planned = (wishes: Readonly<Record<string, string>>): Readonly<Record<string, Wish>> =>
  Object.fromEntries(
    Object.entries(wishes).map(([name, wanted]) => [name, { is: 'planned', digest: wanted }] as const),
  );
