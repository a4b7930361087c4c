import type { JsonObject } from '../../model/json.ts';
import type { ResourceType } from '../resource-type.ts';

/** What of a type its paths tell. */
export type PathType = Pick<
  ResourceType,
  'group' | 'version' | 'kind' | 'plural' | 'namespaced' | 'verbs' | 'structural'
>;

const parameter = (name: string, type: string): JsonObject => ({
  name,
  in: 'query',
  schema: { type, uniqueItems: true },
});

// kubectl looks here before it asks for a dry run or for validation by the server
const writeParameters = [
  parameter('dryRun', 'string'),
  parameter('fieldManager', 'string'),
  parameter('fieldValidation', 'string'),
];
const patchParameters = [...writeParameters, parameter('force', 'boolean')];

const operation = (type: PathType, action: string, parameters: readonly JsonObject[] = []): JsonObject => ({
  ...(parameters.length > 0 && { parameters }),
  responses: { 200: { description: 'OK' } },
  'x-kubernetes-action': action,
  'x-kubernetes-group-version-kind': { group: type.group, kind: type.kind, version: type.version },
});

/** kubectl makes a strategic patch only where the operation takes one. */
const patchBody = (type: PathType): JsonObject => {
  const patches = ['apply-patch+yaml', 'json-patch+json', 'merge-patch+json'];
  const strategic = type.structural === undefined ? ['strategic-merge-patch+json'] : [];
  const content = [...patches, ...strategic].map((name) => [
    `application/${name}`,
    { schema: { type: 'object' } },
  ]);
  return { content: Object.fromEntries(content) as JsonObject, required: true };
};

const collection = (type: PathType, creates: boolean): JsonObject => ({
  ...(type.verbs.includes('list') && { get: operation(type, 'list') }),
  ...(creates && type.verbs.includes('create') && { post: operation(type, 'post', writeParameters) }),
});

const item = (type: PathType): JsonObject => ({
  ...(type.verbs.includes('get') && { get: operation(type, 'get') }),
  ...(type.verbs.includes('update') && { put: operation(type, 'put', writeParameters) }),
  ...(type.verbs.includes('delete') && { delete: operation(type, 'delete') }),
  ...(type.verbs.includes('patch') && {
    patch: { ...operation(type, 'patch', patchParameters), requestBody: patchBody(type) },
  }),
});

/** Paths of a resource, those of its subresources left out. */
export const pathsOf = (type: PathType): JsonObject => {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const own = type.namespaced ? `${root}/namespaces/{namespace}/${type.plural}` : `${root}/${type.plural}`;
  const paths: [string, JsonObject][] = [
    ...(type.namespaced ? [[`${root}/${type.plural}`, collection(type, false)] as [string, JsonObject]] : []),
    [own, collection(type, true)],
    [`${own}/{name}`, item(type)],
  ];
  return Object.fromEntries(paths.filter(([, operations]) => Object.keys(operations).length > 0));
};
