import { z } from 'zod';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { isJsonObject, pointerToken } from '../../model/json.ts';
import type { FleetDocument, Subscription } from '../fleet.ts';
import { nearestHint } from '../nearest.ts';
import { problemAt } from '../problem.ts';
import { readOnce, validate } from '../validate.ts';
import {
  clusternetAppsVersion,
  clusternetMetadata,
  feedReference,
  labelName,
  labelSelector,
  objectName,
  serverStatus,
  toleration,
} from './fields.ts';

const schema = z.strictObject({
  apiVersion: z.literal(clusternetAppsVersion),
  kind: z.literal('Subscription'),
  metadata: clusternetMetadata,
  spec: z.strictObject({
    schedulerName: z.string().optional(),
    schedulingBySubGroup: z.boolean().optional(),
    schedulingStrategy: z.enum(['Replication', 'Dividing']).optional(),
    dividingScheduling: z.unknown().optional(),
    priority: z.int().optional(),
    preemptionPolicy: z.string().optional(),
    subscribers: z.array(
      z.strictObject({
        clusterAffinity: labelSelector,
        weight: z.int().min(0).optional(),
        subGroupStrategy: z.unknown().optional(),
      }),
    ),
    clusterTolerations: z.array(toleration).optional(),
    feeds: z.array(feedReference).exactOptional(),
  }),
  status: serverStatus,
});
type Spec = z.infer<typeof schema>['spec'];

const prefix = 'headwater.dev/';
const one = (...values: string[]) => ({ values });

/** Our annotations on a Subscription and what each may say; `undefined`: read elsewhere, any text. */
const annotations: Readonly<Record<string, { readonly values: readonly string[] } | undefined>> = {
  rollout: undefined,
  'depends-on': undefined,
  'deletion-policy': one('Delete', 'Orphan'),
  adoption: one('IfUnowned', 'Always', 'Never'),
  drift: one('heal', 'report', 'ignore'),
  'wait-for-waves': one('true', 'false'),
  'create-namespace': one('true', 'false'),
  expressions: one('true', 'false'),
  'service-account': undefined,
};

const annotationProblem = (document: FleetDocument, key: string, value: string): readonly Diagnostic[] => {
  if (!key.startsWith(prefix)) return [];
  const pointer = `/metadata/annotations/${pointerToken(key)}`;
  const name = key.slice(prefix.length);
  if (!Object.hasOwn(annotations, name)) {
    const message = `${key} is no annotation of a Subscription`;
    const names = Object.keys(annotations).map((known) => `${prefix}${known}`);
    return [problemAt(document, pointer, { code: 'InvalidField', message, ...nearestHint(key, names) })];
  }
  if (name === 'service-account') {
    // read as if it were not there, it would run with more rights than its author asked for
    const message = 'impersonation of a service account is not supported yet';
    return [problemAt(document, pointer, { code: 'NotYetSupported', message })];
  }
  const allowed = annotations[name]?.values;
  if (!allowed || allowed.includes(value)) return [];
  const message = `${key} takes ${allowed.join(', ')}`;
  return [problemAt(document, pointer, { code: 'InvalidField', message, ...nearestHint(value, allowed) })];
};

const dividing = (document: FleetDocument, spec: Spec): readonly Diagnostic[] => {
  const refuse = (pointer: string, what: string): Diagnostic =>
    problemAt(document, pointer, { code: 'NotYetSupported', message: `${what} is not supported yet` });
  const found: Diagnostic[] = [];
  if (spec.schedulingStrategy === 'Dividing') {
    found.push(refuse('/spec/schedulingStrategy', 'dividing replicas between clusters'));
  }
  if (spec.schedulingBySubGroup) {
    found.push(refuse('/spec/schedulingBySubGroup', 'scheduling by subgroup'));
  }
  return found;
};

/** What one Subscription names, before names are resolved; `problems` concern it alone. */
export interface ReadSubscription {
  /** Absent where not even its name can be read. */
  readonly subscription?: Subscription;
  readonly diagnostics: readonly Diagnostic[];
}

const identity = z.object({
  metadata: z.object({ name: objectName, namespace: labelName.optional() }),
});

const namesIn = (list: string | undefined): readonly string[] =>
  (list ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The folder under the feeds folder that a path stands in; '' for none. */
export const feedOf = (path: string, feedsFolder: string): string => {
  const rest = path.startsWith(`${feedsFolder}/`) ? path.slice(feedsFolder.length + 1) : '';
  const slash = rest.indexOf('/');
  return slash < 0 ? '' : rest.slice(0, slash);
};

const textAnnotations = (document: FleetDocument): Readonly<Record<string, string>> => {
  const { metadata } = document.value;
  const given = isJsonObject(metadata) ? metadata.annotations : undefined;
  if (!isJsonObject(given)) return {};
  const texts = Object.entries(given).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  );
  return Object.fromEntries(texts);
};

const readDocument = readOnce((document): ReadSubscription => {
  const named = identity.safeParse(document.value);
  const { value, diagnostics } = validate(document, schema, { unknownFields: 'warning' });
  const given = textAnnotations(document);
  const problems = [
    ...diagnostics,
    ...Object.entries(given).flatMap(([key, text]) => annotationProblem(document, key, text)),
    ...(value ? dividing(document, value.spec) : []),
  ];
  if (!named.success) return { diagnostics: problems };
  const { name, namespace = 'default' } = named.data.metadata;
  const subscription: Subscription = {
    document,
    namespace,
    name,
    key: `${namespace}/${name}`,
    annotations: given,
    subscribers: (value?.spec.subscribers ?? []).map(({ clusterAffinity }) => ({ clusterAffinity })),
    tolerations: (value?.spec.clusterTolerations ?? []).map(({ tolerationSeconds: _, ...kept }) => kept),
    folder: '',
    ...(value?.spec.feeds && { feeds: value.spec.feeds }),
    dependsOn: namesIn(given[`${prefix}depends-on`]),
    strategy: given[`${prefix}rollout`] ?? '',
    refused: problems.filter(({ severity }) => severity === 'error'),
  };
  return { subscription, diagnostics: problems };
});

/**
 * Reads a Subscription in Clusternet's form. One with errors still has its name and its `refused`: what it runs is to
 * be kept, and one that were missing would look like one that was removed.
 */
export const readSubscription = (document: FleetDocument, feedsFolder: string): ReadSubscription => {
  const { subscription, diagnostics } = readDocument(document);
  const folder = feedOf(document.file, feedsFolder);
  return subscription ? { subscription: { ...subscription, folder }, diagnostics } : { diagnostics };
};
