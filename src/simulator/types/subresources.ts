import type { ResourceType } from '../resource-type.ts';

/** A subresource as discovery lists it. */
export interface Subresource {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

const changing = ['get', 'patch', 'update'];
const connecting = ['create', 'get'];
const proxying = ['create', 'delete', 'get', 'patch', 'update'];

const only = (
  name: string,
  kind: string,
  verbs: readonly string[],
  group = '',
  version = '',
): Subresource => ({
  name,
  group,
  version,
  kind,
  verbs,
});

/** Beside status and scale, as a kube-apiserver 1.36.3 lists them. */
const others: Readonly<Record<string, readonly Subresource[]>> = {
  '/namespaces': [only('finalize', 'Namespace', ['update'])],
  '/nodes': [only('proxy', 'NodeProxyOptions', proxying)],
  '/pods': [
    only('attach', 'PodAttachOptions', connecting),
    only('binding', 'Binding', ['create']),
    only('ephemeralcontainers', 'Pod', changing),
    only('eviction', 'Eviction', ['create'], 'policy', 'v1'),
    only('exec', 'PodExecOptions', connecting),
    only('log', 'Pod', ['get']),
    only('portforward', 'PodPortForwardOptions', connecting),
    only('proxy', 'PodProxyOptions', proxying),
    only('resize', 'Pod', changing),
  ],
  '/serviceaccounts': [only('token', 'TokenRequest', ['create'], 'authentication.k8s.io', 'v1')],
  '/services': [only('proxy', 'ServiceProxyOptions', proxying)],
  'certificates.k8s.io/certificatesigningrequests': [only('approval', 'CertificateSigningRequest', changing)],
};

/** A definition's version lists status before scale. */
const rankOfCustom = ({ name }: Subresource): number => (name === 'status' ? 0 : 1);

/** All subresources of a type, in the order of discovery. */
export const subresourcesOf = (type: ResourceType): readonly Subresource[] => {
  const custom = type.structural !== undefined;
  const own = custom ? { group: type.group, version: type.version } : { group: '', version: '' };
  return [
    ...(others[`${type.group}/${type.plural}`] ?? []),
    ...(type.scale ? [only('scale', 'Scale', changing, 'autoscaling', 'v1')] : []),
    ...(type.status ? [only('status', type.kind, changing, own.group, own.version)] : []),
  ].sort((a, b) => (custom ? rankOfCustom(a) - rankOfCustom(b) : a.name < b.name ? -1 : 1));
};
