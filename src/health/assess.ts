import { isJsonObject } from '../model/json.ts';
import { type GroupKind, splitApiVersion } from '../model/resource.ts';
import { kindsNamed } from '../schema/schema.ts';
import { autoscalingRules } from './autoscaling.ts';
import { daemonSetRules } from './daemon-set.ts';
import { deploymentRules } from './deployment.ts';
import { extensionRules } from './extension.ts';
import { genericHealth, readyHealth } from './generic.ts';
import { jobRules } from './job.ts';
import { textAt } from './live-fields.ts';
import { namespaceRules } from './namespace.ts';
import { networkRules } from './network.ts';
import { podRules } from './pod.ts';
import { replicaSetRules } from './replica-set.ts';
import { statefulSetRules } from './stateful-set.ts';
import { storageRules } from './storage.ts';
import { type Health, type HealthRules, type LiveObject, unknown } from './verdict.ts';

const rules: HealthRules = {
  ...deploymentRules,
  ...statefulSetRules,
  ...replicaSetRules,
  ...daemonSetRules,
  ...podRules,
  ...jobRules,
  ...storageRules,
  ...networkRules,
  ...autoscalingRules,
  ...extensionRules,
  ...namespaceRules,
};

const ruleOf = (name: GroupKind): HealthRules[string] | undefined => {
  const key = `${name.group}|${name.kind}`;
  return Object.hasOwn(rules, key) ? rules[key] : undefined;
};

/**
 * How a live object is, as kstatus judges it: the generic rules, then the rule of its kind, else its Ready
 * condition. Pure: what only time can tell (a Pod that is never scheduled) is the caller's deadline to judge.
 */
export const assessHealth = (object: unknown): Health => {
  if (!isJsonObject(object)) return unknown('not an object');
  const live: LiveObject = object;
  const apiVersion = textAt(live, 'apiVersion');
  const kind = textAt(live, 'kind');
  if (apiVersion === undefined || kind === undefined) return unknown('an object without apiVersion or kind');
  const rule = ruleOf({ group: splitApiVersion(apiVersion).group, kind }) ?? readyHealth;
  return genericHealth(live) ?? rule(live);
};

/** Built-in kinds whose status says nothing of health; kstatus calls them Current, too (many Ingress controllers never write one). */
const alwaysCurrent: ReadonlySet<string> = new Set([
  'networking.k8s.io|Ingress',
  'batch|CronJob',
  '|ResourceQuota',
]);

/**
 * Whether the live object must be read to know its health. Built-in kinds without a status (ConfigMap, Secret,
 * RBAC, NetworkPolicy …) are Current as soon as they are applied; custom resources may say anything.
 */
export const needsObject = (name: GroupKind): boolean => {
  if (alwaysCurrent.has(`${name.group}|${name.kind}`)) return false;
  if (ruleOf(name) !== undefined) return true;
  const known = kindsNamed(name);
  return known.length === 0 || known.some((kind) => kind.root.field('status') !== undefined);
};
