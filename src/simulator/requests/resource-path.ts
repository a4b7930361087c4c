/** What a path of the API names; whether there is such a resource is another question. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  /** '' across all namespaces, and of cluster-scoped resources. */
  readonly namespace: string;
  readonly plural: string;
  /** '' of a collection. */
  readonly name: string;
  readonly subresource: string;
  /** Below the deprecated `/watch/`: a watch whatever the query says. */
  readonly watch?: true;
}

const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

const decoded = (parts: readonly string[]): string[] | undefined => {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

/** `/apis/apps/v1/namespaces/shop/deployments/front/scale` → its parts; undefined for what is no resource path. */
export const resourcePath = (path: string): ResourcePath | undefined => {
  const parts = path.split('/');
  const core = parts[1] === 'api';
  if (!core && parts[1] !== 'apis') return undefined;
  const [group = '', version = ''] = core ? ['', parts[2]] : [parts[2], parts[3]];
  const all = decoded(parts.slice(core ? 3 : 4));
  const watch = all?.[0] === 'watch' && all.length > 1;
  const rest = watch ? all.slice(1) : all;
  if (rest?.at(-1) === '') rest.pop();
  if (version === '' || rest === undefined || rest.length === 0) return undefined;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !namespaceSubresources.has(rest[2]!);
  const [plural = '', name = '', ...subresource] = inNamespace ? rest.slice(2) : rest;
  return {
    group,
    version,
    namespace: inNamespace ? rest[1]! : '',
    plural,
    name,
    subresource: subresource.join('/'),
    ...(watch && { watch: true }),
  };
};

/** The verb as the audit log and authorization call it. */
export const verbOf = (method: string, path: ResourcePath, query: URLSearchParams): string => {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (path.watch) return 'watch';
      if (path.name !== '') return 'get';
      return ['true', '1', ''].includes(query.get('watch') ?? 'no') ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return path.name === '' ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
};
