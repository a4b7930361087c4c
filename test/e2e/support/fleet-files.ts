import type { Changes } from './working-copy.ts';

/** One stage over everything at once, without a stabilisation: what most tests want. */
export const atOnce: Changes = {
  'rollouts/at-once.yaml': `apiVersion: headwater.dev/v1alpha1
kind: RolloutStrategy
metadata: { name: at-once }
spec:
  stabilisation: 0s
  stages:
    - name: all
      maxConcurrency: 100%
`,
  'fleet.yaml': `apiVersion: headwater.dev/v1alpha1
kind: FleetConfig
metadata: { name: e2e }
spec:
  defaults: { rollout: at-once }
`,
};

export const clusterFile = (
  name: string,
  extra: { readonly labels?: string; readonly context?: string } = {},
): Changes => ({
  [`clusters/${name}.yaml`]: `apiVersion: headwater.dev/v1alpha1
kind: ManagedCluster
metadata:
  name: ${name}
  labels: { name: ${name}${extra.labels ? `, ${extra.labels}` : ''} }
spec:
  facts: { domain: ${name}.example.internal }
${extra.context ? `  access: { context: ${extra.context} }\n` : ''}`,
});

export const subscription = (
  feed: string,
  options: { readonly selector?: string; readonly annotations?: string } = {},
): Changes => ({
  [`feeds/${feed}/subscription.yaml`]: `apiVersion: apps.clusternet.io/v1alpha1
kind: Subscription
metadata:
  name: ${feed}
  annotations: { ${options.annotations ?? ''} }
spec:
  subscribers:
    - clusterAffinity: ${options.selector ?? '{}'}
`,
});

export const configMap = (
  name: string,
  data: Readonly<Record<string, string>>,
  namespace = 'default',
): string =>
  `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ${namespace} }
data: ${JSON.stringify(data)}
`;
