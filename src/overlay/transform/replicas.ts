import { gvkOf, type KubeObject } from '../../model/resource.ts';
import { writeFields } from '../../patch/write-fields.ts';
import type { ReplicaCount } from '../../repository/overlay.ts';
import { kindSchema } from '../../schema/schema.ts';
import { type ContextOf, forCluster, problem, type StepOutcome } from '../step-context.ts';
import { sameNamespace } from '../target.ts';

/** Whether a kind counts Pods in spec.replicas: of the built-in ones, as their schema says. Others take a patch. */
export const hasReplicas = (object: KubeObject): boolean => {
  const spec = kindSchema(gvkOf(object))?.root.field('spec');
  return spec?.field('replicas')?.type === 'integer' && spec.field('template') !== undefined;
};

/** Whether an entry is for an object; without an entry, whether any may be. */
export const countsReplicas = (
  entry: Pick<ReplicaCount, 'name' | 'namespace'> | undefined,
  object: KubeObject,
): boolean =>
  hasReplicas(object) &&
  (entry === undefined ||
    (entry.name === object.metadata.name &&
      (entry.namespace === undefined || sameNamespace(entry.namespace, object.metadata.namespace ?? ''))));

/** Sets how many Pods a workload has. */
export const applyReplicas = (context: ContextOf<'replicas'>): StepOutcome => {
  const { object, step, record } = context;
  const found = forCluster(context, step.replicas, step.pointer);
  if (!('value' in found)) return found;
  const { count } = found.value;
  if (!countsReplicas(found.value, object)) return undefined;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) {
    const message = `cluster ${context.cluster.name}: a count is a whole number, and this comes to ${JSON.stringify(count)}`;
    return problem(context, 'ExpressionFailed', message, {
      at: '/count',
      ...(typeof count === 'string' && { hint: 'int(…) makes a number of a text' }),
    });
  }
  const write = { path: ['spec', 'replicas'], value: count, from: '/count' };
  return { value: writeFields(object, [write], record) };
};
