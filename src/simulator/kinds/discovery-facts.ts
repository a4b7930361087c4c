import type { ScalePaths } from '../resource-type.ts';

/** What discovery says of a built-in resource beyond its schema; what is usual is left out. */
export interface DiscoveryFact {
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly status?: true;
  readonly scale?: true;
  readonly verbs?: readonly string[];
}

const all = ['all'];
const apiExtensions = ['api-extensions'];

/** By `group/plural`, as a kube-apiserver 1.36.3 lists them. */
export const discoveryFacts: Readonly<Record<string, DiscoveryFact>> = {
  '/componentstatuses': { shortNames: ['cs'], verbs: ['get', 'list'] },
  '/configmaps': { shortNames: ['cm'] },
  '/endpoints': { shortNames: ['ep'] },
  '/events': { shortNames: ['ev'] },
  '/limitranges': { shortNames: ['limits'] },
  '/namespaces': {
    shortNames: ['ns'],
    status: true,
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  },
  '/nodes': { shortNames: ['no'], status: true },
  '/persistentvolumeclaims': { shortNames: ['pvc'], status: true },
  '/persistentvolumes': { shortNames: ['pv'], status: true },
  '/pods': { shortNames: ['po'], categories: all, status: true },
  '/replicationcontrollers': { shortNames: ['rc'], categories: all, status: true, scale: true },
  '/resourcequotas': { shortNames: ['quota'], status: true },
  '/serviceaccounts': { shortNames: ['sa'] },
  '/services': { shortNames: ['svc'], categories: all, status: true },
  'apiregistration.k8s.io/apiservices': { categories: apiExtensions, status: true },
  'apps/daemonsets': { shortNames: ['ds'], categories: all, status: true },
  'apps/deployments': { shortNames: ['deploy'], categories: all, status: true, scale: true },
  'apps/replicasets': { shortNames: ['rs'], categories: all, status: true, scale: true },
  'apps/statefulsets': { shortNames: ['sts'], categories: all, status: true, scale: true },
  'events.k8s.io/events': { shortNames: ['ev'] },
  'autoscaling/horizontalpodautoscalers': { shortNames: ['hpa'], categories: all, status: true },
  'batch/cronjobs': { shortNames: ['cj'], categories: all, status: true },
  'batch/jobs': { categories: all, status: true },
  'certificates.k8s.io/certificatesigningrequests': { shortNames: ['csr'], status: true },
  'networking.k8s.io/ingresses': { shortNames: ['ing'], status: true },
  'networking.k8s.io/ipaddresses': { shortNames: ['ip'] },
  'networking.k8s.io/networkpolicies': { shortNames: ['netpol'] },
  'networking.k8s.io/servicecidrs': { status: true },
  'policy/poddisruptionbudgets': { shortNames: ['pdb'], status: true },
  'storage.k8s.io/storageclasses': { shortNames: ['sc'] },
  'storage.k8s.io/volumeattachments': { status: true },
  'storage.k8s.io/volumeattributesclasses': { shortNames: ['vac'] },
  'admissionregistration.k8s.io/mutatingadmissionpolicies': { categories: apiExtensions },
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings': { categories: apiExtensions },
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': { categories: apiExtensions },
  'admissionregistration.k8s.io/validatingadmissionpolicies': { categories: apiExtensions, status: true },
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': { categories: apiExtensions },
  'admissionregistration.k8s.io/validatingwebhookconfigurations': { categories: apiExtensions },
  'apiextensions.k8s.io/customresourcedefinitions': {
    shortNames: ['crd', 'crds'],
    categories: apiExtensions,
    status: true,
  },
  'scheduling.k8s.io/priorityclasses': { shortNames: ['pc'] },
  'resource.k8s.io/resourceclaims': { status: true },
  'flowcontrol.apiserver.k8s.io/flowschemas': { status: true },
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': { status: true },
};

export const usualVerbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
] as const;

/** Of every built-in kind that can be scaled. */
export const builtInScale: ScalePaths = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
};
