import type { Diagnostic } from '../../model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { FleetDocument } from '../fleet.ts';
import { problemAt } from '../problem.ts';

/** What each field may say without a warning, because it is what this release does. `any`: it is carried out. */
const topLevel: Readonly<Record<string, readonly Json[] | 'any'>> = {
  stabilisation: 'any',
  planReview: [false],
  unmatched: ['exclude'],
  minInterval: ['0s'],
  onFailure: ['Halt'],
  onSupersede: ['Drain'],
  rollbackMode: ['TouchedFirst'],
  unreachable: ['SkipAndCatchUp'],
  unreachableAfter: ['60s', '1m'],
  preexistingUnhealthy: ['Exempt'],
  driftDuring: ['Heal'],
  joiners: ['Released'],
};
const ofStage: Readonly<Record<string, readonly Json[] | 'any'>> = {
  name: 'any',
  progressDeadline: 'any',
  order: ['name'],
  maxConcurrency: ['100%'],
  maxFailures: [0, '0%'],
  maxUnreachable: ['10%'],
  soakHoldsSlot: [false],
};
const ofGates: Readonly<Record<string, readonly Json[] | 'any'>> = { onInstall: [true], onRollback: [false] };
const ofPrune: Readonly<Record<string, readonly Json[] | 'any'>> = {
  // pruned once the whole apply of a binding is Healthy: with one stage over everything the two are near enough
  after: ['AllStages', 'EachCluster'],
  maxDeletes: 'any',
  protect: 'any',
};

const isEmptyList = (value: Json): boolean => Array.isArray(value) && value.length === 0;

const unhonoured = (
  object: JsonObject,
  pointer: string,
  honoured: Readonly<Record<string, readonly Json[] | 'any'>>,
): readonly string[] =>
  Object.keys(object)
    .filter((field) => {
      const allowed = honoured[field];
      return allowed !== 'any' && !allowed?.includes(object[field]!) && !isEmptyList(object[field]!);
    })
    .map((field) => `${pointer}/${field}`);

const stagePointers = (stages: readonly Json[]): readonly string[] =>
  stages.flatMap((stage, index) => {
    const at = `/spec/stages/${index}`;
    const fields = isJsonObject(stage) ? unhonoured(stage, at, ofStage) : [];
    return index === 0 ? fields : [at, ...fields];
  });

/** A warning at each field of a valid `spec` that says more than one stage over every cluster at once. */
export const notYetHonoured = (document: FleetDocument, spec: JsonObject): readonly Diagnostic[] => {
  const { stages, gates, prune, ...rest } = spec;
  const pointers = [
    ...unhonoured(rest, '/spec', topLevel),
    ...(Array.isArray(stages) ? stagePointers(stages) : []),
    ...(isJsonObject(gates) ? unhonoured(gates, '/spec/gates', ofGates) : []),
    ...(isJsonObject(prune) ? unhonoured(prune, '/spec/prune', ofPrune) : []),
  ];
  return pointers.map((pointer) =>
    problemAt(document, pointer, {
      code: 'StrategyNotYetHonoured',
      severity: 'warning',
      message: `${pointer.slice('/spec/'.length).replaceAll('/', '.')} is not carried out yet: every cluster is one stage and gets a commit at once`,
    }),
  );
};
