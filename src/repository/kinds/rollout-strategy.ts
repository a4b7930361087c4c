import { z } from 'zod';
import type { JsonObject } from '../../model/json.ts';
import type { FleetDocument, RolloutStrategyDocument } from '../fleet.ts';
import { type Validated, validate } from '../validate.ts';
import { countOrPercent, duration, labelSelector, objectName, ourVersion, stringMap } from './fields.ts';
import { notYetHonoured } from './strategy-honoured.ts';

const httpUrl = z.url({ protocol: /^https?$/ });

const gate = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Soak'), duration }),
  z.strictObject({
    type: z.literal('Approval'),
    expiry: duration.optional(),
    allowSelf: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('Window'),
    cron: z.string().min(1),
    duration,
    timeZone: z.string().optional(),
  }),
  z
    .strictObject({
      type: z.literal('Check'),
      promql: z
        .strictObject({ url: httpUrl, query: z.string().min(1), success: z.string().min(1) })
        .optional(),
      http: z.strictObject({ url: httpUrl, success: z.string().min(1) }).optional(),
      timeout: duration.optional(),
      deadline: duration.optional(),
    })
    .refine(({ promql, http }) => (promql === undefined) !== (http === undefined), {
      error: 'a Check has either promql or http',
    }),
]);

const stage = z
  .strictObject({
    name: objectName,
    selector: labelSelector.optional(),
    clusters: z.array(objectName).min(1).optional(),
    groupBy: z.string().min(1).optional(),
    order: z.string().min(1).optional(),
    maxConcurrency: countOrPercent(1).optional(),
    maxFailures: countOrPercent(0).optional(),
    maxUnreachable: countOrPercent(0).optional(),
    progressDeadline: duration.optional(),
    soakHoldsSlot: z.boolean().optional(),
    before: z.array(gate).optional(),
    after: z.array(gate).optional(),
  })
  .refine((value) => value.selector === undefined || value.clusters === undefined, {
    error: 'a stage has either a selector or clusters',
  });

const uniqueNames = (stages: readonly { readonly name: string }[], context: z.RefinementCtx): void => {
  for (const [index, { name }] of stages.entries()) {
    if (stages.findIndex((other) => other.name === name) === index) continue;
    context.addIssue({ code: 'custom', path: [index, 'name'], message: `a second stage is named ${name}` });
  }
};

const schema = z.strictObject({
  apiVersion: z.literal(ourVersion),
  kind: z.literal('RolloutStrategy'),
  metadata: z.strictObject({
    name: objectName,
    labels: stringMap.optional(),
    annotations: stringMap.optional(),
  }),
  spec: z
    .strictObject({
      planReview: z.boolean().optional(),
      stabilisation: duration.optional(),
      stages: z.array(stage).min(1).max(100).superRefine(uniqueNames).optional(),
      unmatched: z.enum(['exclude', 'fail', 'lastStage']).optional(),
      minInterval: duration.optional(),
      onFailure: z.enum(['Halt', 'RollbackTouched']).optional(),
      onSupersede: z.enum(['Drain', 'Queue', 'QueueLatest']).optional(),
      rollbackMode: z.enum(['Staged', 'TouchedFirst', 'AllAtOnce']).optional(),
      unreachable: z.enum(['SkipAndCatchUp', 'Wait', 'Fail']).optional(),
      unreachableAfter: duration.optional(),
      preexistingUnhealthy: z.enum(['Exempt', 'Charge']).optional(),
      driftDuring: z.enum(['Heal', 'Hold']).optional(),
      joiners: z.enum(['Released', 'Hold']).optional(),
      gates: z
        .strictObject({ onInstall: z.boolean().optional(), onRollback: z.boolean().optional() })
        .optional(),
      prune: z
        .strictObject({
          after: z.enum(['AllStages', 'EachCluster']).optional(),
          maxDeletes: z.int().min(0).max(100_000).optional(),
          protect: z.array(z.string().min(1)).optional(),
        })
        .optional(),
    })
    .optional(),
});

/** Reads a RolloutStrategy: every field's name, type and range, and a warning for what is not carried out yet. */
export const readRolloutStrategy = (document: FleetDocument): Validated<RolloutStrategyDocument> => {
  const { value, diagnostics } = validate(document, schema);
  if (!value) return { diagnostics };
  // the frozen document's own spec: zod's copy holds nothing more
  const spec = (document.value.spec ?? {}) as JsonObject;
  return {
    value: { document, name: value.metadata.name, spec },
    diagnostics: [...diagnostics, ...notYetHonoured(document, spec)],
  };
};
