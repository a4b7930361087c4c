import { type Diagnostic, isError } from '../../../src/model/diagnostic.ts';
import type { Fleet } from '../../../src/repository/fleet.ts';
import { loadFleet } from '../../../src/repository/load-fleet.ts';
import { memoryTree } from './memory-tree.ts';

export type Files = Parameters<typeof memoryTree>[0];

export const cluster = (name: string, rest = ''): string =>
  `apiVersion: headwater.dev/v1alpha1\nkind: ManagedCluster\nmetadata: { name: ${name} }\n${rest}`;

export const subscription = (name: string, options: { annotations?: string; spec?: string } = {}): string => {
  const { annotations = '{}', spec = '  subscribers: [{ clusterAffinity: {} }]\n' } = options;
  return `apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata:\n  name: ${name}\n  annotations: ${annotations}\nspec:\n${spec}`;
};

export const configMap = (name: string, namespace = 'shop'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ${namespace} }\ndata: { a: b }\n`;

/** Two clusters, one feed: a fleet without a single diagnostic. */
export const cleanFleet: Files = {
  'clusters/eu-1.yaml': cluster('eu-1'),
  'clusters/us-1.yaml': cluster('us-1'),
  'feeds/shop/config.yaml': configMap('front'),
  'feeds/shop/subscription.yaml': subscription('shop'),
};

/** The clean fleet with these files added or put in place; `null` takes one away. */
export const fleetWith = (files: Readonly<Record<string, Files[string] | null>>): Fleet => {
  const all = Object.entries({ ...cleanFleet, ...files }).filter(([, content]) => content !== null);
  return loadFleet(memoryTree(Object.fromEntries(all) as Files));
};

/** `Code severity file:line:column`, as a test states it. */
export const line = ({ code, severity, source }: Diagnostic): string =>
  `${code} ${severity} ${source?.file}:${source?.line}:${source?.column}`;

export const lines = (fleet: Fleet): readonly string[] => fleet.diagnostics.map(line);
export const errors = (fleet: Fleet): readonly string[] => fleet.diagnostics.filter(isError).map(line);
