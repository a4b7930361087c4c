import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { LocalFleet } from '../../../src/demo/control-plane/local-cluster.ts';
import { kubectlText } from './kubectl.ts';

/** The kustomize base that a person installs. */
export const installBase = join(import.meta.dirname, '../../../manifests/base');

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}
export interface EnvVar {
  readonly name: string;
  readonly valueFrom: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly configMapKeyRef?: { readonly name: string; readonly key: string };
  };
}
export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
export interface Container {
  readonly args: readonly string[];
  readonly env: readonly EnvVar[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}
export interface PodSpec {
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
}
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly rules?: readonly Rule[];
  readonly spec?: { readonly replicas: number; readonly template: { readonly spec: PodSpec } };
}

/** What kustomize makes of the base, read as kubectl reads it. */
export const renderInstall = async (fleet: LocalFleet, cluster: string): Promise<readonly Manifest[]> =>
  loadAll(await kubectlText(fleet, cluster, ['kustomize', installBase])) as unknown as readonly Manifest[];

/** The environment of a container, from `known` first, then from the ConfigMaps that it refers to. */
export const environmentOf = (
  container: Container,
  manifests: readonly Manifest[],
  known: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    container.env.map(({ name, valueFrom: { configMapKeyRef } }) => {
      const map = manifests.find(
        (one) => one.kind === 'ConfigMap' && one.metadata.name === configMapKeyRef?.name,
      );
      const value = known[name] ?? map?.data?.[configMapKeyRef?.key ?? ''];
      if (value === undefined) throw new Error(`nothing gives ${name} a value`);
      return [name, value];
    }),
  );
