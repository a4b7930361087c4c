import { createHash } from 'node:crypto';
import type { Fleet } from '../../../src/repository/fleet.ts';
import { loadFleet } from '../../../src/repository/load-fleet.ts';
import type { Tree } from '../../../src/repository/tree.ts';

export type Files = Readonly<Record<string, string>>;

/** A tree that holds these files; ids are of the content, as in git. */
export const treeOf = (files: Files): Tree => ({
  commit: 'c'.repeat(40),
  entries: Object.keys(files)
    .sort()
    .map((path) => {
      const bytes = new TextEncoder().encode(files[path]);
      const oid = createHash('sha1').update(bytes).digest('hex');
      return { path, oid, size: bytes.length, mode: 'file', read: () => bytes };
    }),
});

export const fleetFrom = (files: Files): Fleet => loadFleet(treeOf(files));

export const clusterFile = (name: string, labels = '{}', spec = '{}'): Files => ({
  [`clusters/${name}.yaml`]: `apiVersion: headwater.dev/v1alpha1\nkind: ManagedCluster\nmetadata: { name: ${name}, labels: ${labels} }\nspec: ${spec}\n`,
});

export const subscriptionFile = (name: string, annotations = '{}', spec = ''): Files => ({
  [`feeds/${name}/subscription.yaml`]: `apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: ${name}, annotations: ${annotations} }\nspec:\n  subscribers: [{ clusterAffinity: {} }]\n${spec}`,
});

export const configMap = (name: string, data = '{ k: v }', metadata = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: shop${metadata} }\ndata: ${data}\n`;

export const overlayText = (body: string): string =>
  `apiVersion: headwater.dev/v1alpha1\nkind: Overlay\n${body}`;
