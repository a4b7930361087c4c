import { z } from 'zod';

/** Field schemas that several kinds share. Optional fields are left out, never undefined, and never null. */

/** A name as Kubernetes takes it for an object (RFC 1123 subdomain). */
export const objectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'takes lower-case letters, digits, "-" and "."');

/** A name that is also a label's value (RFC 1123 label). */
export const labelName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'takes lower-case letters, digits and "-"');

export const stringMap = z.record(z.string(), z.string());

export const metadata = z.strictObject({
  name: objectName,
  namespace: labelName.exactOptional(),
  labels: stringMap.exactOptional(),
  annotations: stringMap.exactOptional(),
});

/** What an API server adds: a file that was exported from a cluster may hold it, and nothing reads it. */
const serverFields = {
  creationTimestamp: z.unknown().optional(),
  finalizers: z.unknown().optional(),
  generation: z.unknown().optional(),
  managedFields: z.unknown().optional(),
  ownerReferences: z.unknown().optional(),
  resourceVersion: z.unknown().optional(),
  uid: z.unknown().optional(),
};
export const clusternetMetadata = metadata.extend(serverFields);
export const serverStatus = z.unknown().optional();

const requirement = z
  .strictObject({
    key: z.string().min(1),
    operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: z.array(z.string()).exactOptional(),
  })
  .superRefine(({ operator, values = [] }, context) => {
    const takesValues = operator === 'In' || operator === 'NotIn';
    if (takesValues === values.length > 0) return;
    const message = takesValues ? `${operator} needs values` : `${operator} takes no values`;
    context.addIssue({ code: 'custom', path: ['values'], message });
  });

export const labelSelector = z.strictObject({
  matchLabels: stringMap.exactOptional(),
  matchExpressions: z.array(requirement).exactOptional(),
});

export const taint = z.strictObject({
  key: z.string().min(1),
  value: z.string().exactOptional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
  timeAdded: z.string().optional(),
});

export const toleration = z.strictObject({
  key: z.string().exactOptional(),
  operator: z.enum(['Equal', 'Exists']).exactOptional(),
  value: z.string().exactOptional(),
  effect: z.enum(['', 'NoSchedule', 'PreferNoSchedule', 'NoExecute']).exactOptional(),
  tolerationSeconds: z.number().optional(),
});

/** Clusternet's reference to one resource (its page, 1.2). */
export const feedReference = z.strictObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  namespace: z.string().exactOptional(),
  name: z.string().min(1),
});

export const duration = z
  .string()
  .max(40)
  .regex(/^(\d+(\.\d+)?(ms|s|m|h|d))+$/, 'takes a duration such as 90s or 1h30m');

const percentOf = (minimum: number) =>
  z
    .string()
    .regex(/^\d{1,3}%$/, 'takes a whole number or a percentage such as 25%')
    .refine((text) => Number.parseInt(text, 10) >= minimum && Number.parseInt(text, 10) <= 100, {
      error: `takes ${minimum}% to 100%`,
    });

/** An int or a percentage, both of at least this. */
export const countOrPercent = (minimum: 0 | 1) =>
  z.union([z.int().min(minimum).max(100_000), percentOf(minimum)], {
    error: `takes a whole number from ${minimum}, or ${minimum}% to 100%`,
  });

export const priority = z.int().min(0).max(1000);
export const ourVersion = 'headwater.dev/v1alpha1';
export const clusternetAppsVersion = 'apps.clusternet.io/v1alpha1';
export const clusternetClustersVersion = 'clusters.clusternet.io/v1beta1';
