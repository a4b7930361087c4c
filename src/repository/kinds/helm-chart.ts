import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { asKubeObject, type KubeObject } from '../../model/resource.ts';
import type { FleetDocument } from '../fleet.ts';
import { type Validated, validate } from '../validate.ts';
import { clusternetAppsVersion, clusternetMetadata, serverStatus } from './fields.ts';

const flag = z.boolean().nullish();

const schema = z.strictObject({
  apiVersion: z.literal(clusternetAppsVersion),
  kind: z.literal('HelmChart'),
  metadata: clusternetMetadata,
  spec: z.strictObject({
    repo: z.string().min(1),
    chartPullSecret: z.strictObject({ name: z.string(), namespace: z.string() }).partial().nullish(),
    plainHTTP: flag,
    chart: z.string().min(1),
    version: z.string().optional(),
    targetNamespace: z.string().min(1),
    createNamespace: flag,
    timeoutSeconds: z.int().optional(),
    wait: flag,
    waitForJob: flag,
    replace: flag,
    replaceCRDs: flag,
    atomic: flag,
    upgradeAtomic: flag,
    skipCRDs: flag,
    disableHooks: flag,
    force: flag,
    // ours: the values that overlays are laid over
    values: z.custom<JsonObject>(isJsonObject, 'is a mapping of values').optional(),
  }),
  status: serverStatus,
});

/** Reads a HelmChart of Clusternet's (its page, 1.5), with `spec.values` beside its own fields. */
export const readHelmChart = (document: FleetDocument): Validated<KubeObject> => {
  const { value, diagnostics } = validate(document, schema, { unknownFields: 'warning' });
  return value ? { value: asKubeObject(document.value), diagnostics } : { diagnostics };
};
