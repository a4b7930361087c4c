import type { JsonObject } from '../../../model/json.ts';
import { constantDefaults } from './constant-defaults.ts';
import { withMissing } from './missing.ts';
import {
  autoscalerSpecDefaults,
  definitionDefaults,
  deviceRequestDefaults,
  limitRangeItemDefaults,
  namespaceDefaults,
  networkPolicySpecDefaults,
  nodeStatusDefaults,
  secretDefaults,
  subjectDefaults,
} from './other-defaults.ts';
import {
  containerDefaults,
  imageVolumeDefaults,
  podDefaults,
  podSpecDefaults,
  probeDefaults,
  volumeDefaults,
} from './pod-defaults.ts';
import { serviceDefaults } from './service-defaults.ts';
import {
  daemonSetDefaults,
  daemonSetSpecDefaults,
  deploymentSpecDefaults,
  jobDefaults,
  replicationControllerDefaults,
  statefulSetSpecDefaults,
} from './workload-defaults.ts';

type Defaults = (object: JsonObject) => JsonObject;

/** The host path of no type has the empty one: a pointer to an empty string. */
const hostPathDefaults: Defaults = (source) => (source.type === undefined ? { ...source, type: '' } : source);

const functions: Readonly<Record<string, Defaults>> = {
  'io.k8s.api.core.v1.Pod': podDefaults,
  'io.k8s.api.core.v1.PodSpec': podSpecDefaults,
  'io.k8s.api.core.v1.Container': containerDefaults,
  'io.k8s.api.core.v1.EphemeralContainer': containerDefaults,
  'io.k8s.api.core.v1.Probe': probeDefaults,
  'io.k8s.api.core.v1.Volume': volumeDefaults,
  'io.k8s.api.core.v1.ImageVolumeSource': imageVolumeDefaults,
  'io.k8s.api.core.v1.HostPathVolumeSource': hostPathDefaults,
  'io.k8s.api.core.v1.Service': serviceDefaults,
  'io.k8s.api.core.v1.Secret': secretDefaults,
  'io.k8s.api.core.v1.Namespace': namespaceDefaults,
  'io.k8s.api.core.v1.NodeStatus': nodeStatusDefaults,
  'io.k8s.api.core.v1.LimitRangeItem': limitRangeItemDefaults,
  'io.k8s.api.core.v1.ReplicationController': replicationControllerDefaults,
  'io.k8s.api.apps.v1.DeploymentSpec': deploymentSpecDefaults,
  'io.k8s.api.apps.v1.DaemonSet': daemonSetDefaults,
  'io.k8s.api.apps.v1.DaemonSetSpec': daemonSetSpecDefaults,
  'io.k8s.api.apps.v1.StatefulSetSpec': statefulSetSpecDefaults,
  'io.k8s.api.batch.v1.Job': jobDefaults,
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec': autoscalerSpecDefaults,
  'io.k8s.api.networking.v1.NetworkPolicySpec': networkPolicySpecDefaults,
  'io.k8s.api.rbac.v1.Subject': subjectDefaults,
  'io.k8s.api.resource.v1.ExactDeviceRequest': deviceRequestDefaults,
  'io.k8s.api.resource.v1.DeviceSubRequest': deviceRequestDefaults,
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition': definitionDefaults,
};

/** What fills in the defaults of one definition, its fields being filled in already; undefined where there are none. */
export const defaultsOf = (definition: string): Defaults | undefined => {
  const constants = constantDefaults[definition];
  return functions[definition] ?? (constants && ((object) => withMissing(object, constants)));
};
