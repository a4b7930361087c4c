import type { ResourceType } from '../resource-type.ts';

type Named = Pick<ResourceType, 'group' | 'plural'>;

const set = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const has = (names: ReadonlySet<string>, { group, plural }: Named): boolean =>
  names.has(`${group}/${plural}`);

/** Registries whose strategy answers AllowUnconditionalUpdate with false: a PUT needs the resourceVersion. */
const conditional = set(
  'node.k8s.io/runtimeclasses',
  'policy/poddisruptionbudgets',
  'storage.k8s.io/csidrivers',
  'storage.k8s.io/csistoragecapacities',
  'storage.k8s.io/volumeattachments',
  'storage.k8s.io/csinodes',
  'coordination.k8s.io/leases',
  'admissionregistration.k8s.io/validatingadmissionpolicies',
  'admissionregistration.k8s.io/mutatingadmissionpolicies',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings',
  'admissionregistration.k8s.io/validatingadmissionpolicybindings',
  'apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io/apiservices',
);

export const allowsUnconditionalUpdate = (type: ResourceType): boolean =>
  type.structural === undefined && !has(conditional, type);

/** Registries whose strategy answers AllowCreateOnUpdate with true: a PUT of what is not there creates it. */
const createdByPut = set(
  'node.k8s.io/runtimeclasses',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'rbac.authorization.k8s.io/roles',
  'rbac.authorization.k8s.io/clusterroles',
  'coordination.k8s.io/leases',
  '/limitranges',
  '/events',
  'events.k8s.io/events',
  '/services',
  '/endpoints',
);

export const allowsCreateOnUpdate = (type: Named): boolean => has(createdByPut, type);

/** Registries with ReturnDeletedObject: DELETE answers with the object rather than with a Status. */
const answeredWithObject = set(
  'resource.k8s.io/resourceclaimtemplates',
  'resource.k8s.io/resourceslices',
  'resource.k8s.io/resourceclaims',
  'resource.k8s.io/deviceclasses',
  'storage.k8s.io/csidrivers',
  'storage.k8s.io/storageclasses',
  'storage.k8s.io/volumeattachments',
  'storage.k8s.io/csinodes',
  'storage.k8s.io/volumeattributesclasses',
  '/resourcequotas',
  '/persistentvolumes',
  '/serviceaccounts',
  '/persistentvolumeclaims',
  '/namespaces',
  '/pods',
  '/services',
  '/podtemplates',
);

export const returnsDeletedObject = (type: Named): boolean => has(answeredWithObject, type);

/** What a DELETE without a policy does to dependents. */
export const defaultPropagation = ({ group, plural }: Named): 'orphan' | 'background' | 'unsupported' => {
  if (plural === 'events') return 'unsupported';
  const orphans =
    (group === 'batch' && plural === 'jobs') || (group === '' && plural === 'replicationcontrollers');
  return orphans ? 'orphan' : 'background';
};
