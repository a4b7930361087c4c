import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';

// Some messages show a value of Kubernetes' internal types, whose fields have Go's names.

const shown = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.map((name) => [name, object[`${name.charAt(0).toLowerCase()}${name.slice(1)}`] ?? null]),
  );

export const goSecurityContext = (context: JsonObject): JsonObject => ({
  ...shown(context, [
    'Capabilities',
    'Privileged',
    'SELinuxOptions',
    'WindowsOptions',
    'RunAsUser',
    'RunAsGroup',
  ]),
  ...shown(context, ['RunAsNonRoot', 'ReadOnlyRootFilesystem', 'AllowPrivilegeEscalation', 'ProcMount']),
  ...shown(context, ['SeccompProfile', 'AppArmorProfile']),
});

const goRolling = (strategy: JsonObject, names: readonly string[]): Json =>
  strategy.rollingUpdate === undefined ? null : shown(objectAt(strategy, 'rollingUpdate'), names);

export const goStrategy = (strategy: JsonObject): JsonObject => ({
  Type: strategy.type ?? '',
  RollingUpdate: goRolling(strategy, ['MaxUnavailable', 'MaxSurge']),
});

export const goPartition = (update: JsonObject): JsonObject => ({
  Partition: update.partition ?? 0,
  MaxUnavailable: update.maxUnavailable ?? null,
});

export const goServicePort = (port: JsonObject): JsonObject => ({
  Name: '',
  Protocol: port.protocol ?? 'TCP',
  AppProtocol: null,
  Port: port.port ?? 0,
  TargetPort: 0,
  NodePort: 0,
});

export const goBudgetSpec = (spec: JsonObject): JsonObject => ({
  MinAvailable: spec.minAvailable ?? null,
  Selector: spec.selector ?? null,
  MaxUnavailable: spec.maxUnavailable ?? null,
  UnhealthyPodEvictionPolicy: spec.unhealthyPodEvictionPolicy ?? null,
});

export const goRoleRef = (reference: JsonObject): JsonObject => ({
  APIGroup: reference.apiGroup ?? '',
  Kind: reference.kind ?? '',
  Name: reference.name ?? '',
});

export const goVersion = (version: JsonObject): JsonObject => ({
  Name: version.name ?? '',
  Served: version.served ?? false,
  Storage: version.storage ?? false,
  Deprecated: version.deprecated ?? false,
  DeprecationWarning: version.deprecationWarning ?? null,
  Schema: null,
  Subresources: null,
  AdditionalPrinterColumns: null,
  SelectableFields: null,
});
