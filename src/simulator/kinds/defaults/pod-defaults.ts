import type { Json, JsonObject } from '../../../model/json.ts';
import { mapObjects, objectAt, objectsAt, withField, withMissing } from './missing.ts';

const tagOf = (image: string): string => {
  if (image === '') return '';
  const [name, digest] = image.split('@');
  const last = name!.split('/').at(-1)!;
  const colon = last.indexOf(':');
  if (colon >= 0) return last.slice(colon + 1);
  return digest === undefined ? 'latest' : '';
};

/** Always for the tag `latest`, named or not; what is no image reference has no tag. */
export const pullPolicyOf = (image: Json | undefined): string =>
  tagOf(typeof image === 'string' ? image : '') === 'latest' ? 'Always' : 'IfNotPresent';

export const containerDefaults = (container: JsonObject): JsonObject => {
  const { imagePullPolicy, terminationMessagePath, terminationMessagePolicy } = container;
  if (imagePullPolicy && terminationMessagePath && terminationMessagePolicy) return container;
  return withMissing(container, {
    imagePullPolicy: pullPolicyOf(container.image),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
};

const probeNumbers = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

/** Zeros count as missing here: these numbers are no pointers. */
export const probeDefaults = (probe: JsonObject): JsonObject => withMissing(probe, probeNumbers);

export const volumeDefaults = (volume: JsonObject): JsonObject => {
  for (const name in volume) if (name !== 'name') return volume;
  return { ...volume, emptyDir: {} };
};

export const imageVolumeDefaults = (image: JsonObject): JsonObject =>
  withMissing(image, { pullPolicy: pullPolicyOf(image.reference) });

/** The old name of the service account and the new one say the same; the new one wins. */
const serviceAccounts = (spec: JsonObject): JsonObject => {
  const name = spec.serviceAccountName ?? spec.serviceAccount;
  if (name === undefined) return spec;
  return withField(withField(spec, 'serviceAccountName', name), 'serviceAccount', name);
};

const hostPorts = (container: JsonObject): JsonObject =>
  mapObjects(container, 'ports', (port) =>
    port.hostPort === undefined && port.containerPort ? { ...port, hostPort: port.containerPort } : port,
  );

const podSpecConstants: JsonObject = {
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
  schedulerName: 'default-scheduler',
};

export const podSpecDefaults = (spec: JsonObject): JsonObject =>
  serviceAccounts(withMissing(spec, podSpecConstants));

const requestsFromLimits = (container: JsonObject): JsonObject => {
  const resources = objectAt(container, 'resources');
  if (resources.limits === undefined) return container;
  const requests = objectAt(resources, 'requests');
  const next = withMissing(requests, objectAt(resources, 'limits'));
  return next === requests ? container : { ...container, resources: { ...resources, requests: next } };
};

/** A list of containers, changed; hosts' ports are copied where the Pod shares the node's network. */
const containers = (spec: JsonObject, name: string): JsonObject =>
  mapObjects(spec, name, (container) =>
    spec.hostNetwork === true ? hostPorts(requestsFromLimits(container)) : requestsFromLimits(container),
  );

/** What a Pod gets beyond what each Pod template gets. */
export const podDefaults = (pod: JsonObject): JsonObject => {
  if (objectsAt(objectAt(pod, 'spec'), 'containers').length === 0 && pod.spec === undefined) return pod;
  const spec = withMissing(objectAt(pod, 'spec'), { enableServiceLinks: true });
  return withField(pod, 'spec', containers(containers(spec, 'containers'), 'initContainers'));
};
