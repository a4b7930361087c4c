import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { parseDuration } from './duration.ts';

/** The part of a RolloutStrategy that this release carries out: one stage over every cluster. */
export interface Strategy {
  readonly name: string;
  /** Healthy without a break for so long; milliseconds. */
  readonly stabilisationMs: number;
  /** From Dispatched to Healthy; milliseconds. */
  readonly progressDeadlineMs: number;
  readonly maxDeletes: number;
  /** Kinds that are never deleted without an approval. */
  readonly protect: readonly string[];
}

export const defaultStrategy: Strategy = {
  name: '',
  stabilisationMs: 5000,
  progressDeadlineMs: 600_000,
  maxDeletes: 20,
  protect: ['CustomResourceDefinition', 'Namespace', 'PersistentVolumeClaim'],
};

const duration = (value: Json | undefined, fallback: number): number =>
  typeof value === 'string' ? (parseDuration(value) ?? fallback) : fallback;

const firstStage = (spec: JsonObject): JsonObject => {
  const stages = spec.stages;
  const first = Array.isArray(stages) ? stages[0] : undefined;
  return isJsonObject(first) ? first : {};
};

/** Reads a validated `spec`; `ceiling` is the fleet's guard, which a strategy may tighten and never loosen. */
export const strategyOf = (name: string, spec: JsonObject, ceiling: { maxDeletes: number }): Strategy => {
  const prune = isJsonObject(spec.prune) ? spec.prune : {};
  const maxDeletes = typeof prune.maxDeletes === 'number' ? prune.maxDeletes : defaultStrategy.maxDeletes;
  const protect = Array.isArray(prune.protect)
    ? prune.protect.filter((kind) => typeof kind === 'string')
    : [];
  return {
    name,
    stabilisationMs: duration(spec.stabilisation, defaultStrategy.stabilisationMs),
    progressDeadlineMs: duration(firstStage(spec).progressDeadline, defaultStrategy.progressDeadlineMs),
    maxDeletes: Math.min(maxDeletes, ceiling.maxDeletes),
    protect: [...new Set([...defaultStrategy.protect, ...protect])],
  };
};
