import { join } from 'node:path';
import type { Child, Nursery } from '../process/nursery.ts';

/** Those that give workloads their Pods and status, end namespaces and collect owned objects; no more. */
const controllers = [
  'deployment-controller',
  'replicaset-controller',
  'statefulset-controller',
  'daemonset-controller',
  'job-controller',
  'cronjob-controller',
  'namespace-controller',
  'garbage-collector-controller',
  'endpointslice-controller',
  'disruption-controller',
  'horizontal-pod-autoscaler-controller',
];

export interface ControllerManagerOptions {
  readonly nursery: Nursery;
  readonly binary: string;
  readonly cluster: string;
  readonly kubeconfig: string;
  /** Folder of the API server, which holds the key that signs service account tokens. */
  readonly folder: string;
}

/** Starts kube-controller-manager for one cluster; some 100 MB. It waits for its API server by itself. */
export const startControllerManager = (options: ControllerManagerOptions): Child =>
  options.nursery.spawn(`${options.cluster}.controllers`, options.binary, [
    `--kubeconfig=${options.kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    `--service-account-private-key-file=${join(options.folder, 'service-account.key')}`,
    `--controllers=${controllers.join(',')}`,
    // the default of 20 requests a second makes a test wait for the controllers instead of for us
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ]);
