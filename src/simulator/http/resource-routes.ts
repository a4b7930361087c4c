import type { ApiError } from '../api-error.ts';
import type { ClusterState, ResourceRequest } from '../requests/cluster-state.ts';
import { createObject, type Written } from '../requests/create-object.ts';
import { parseObject } from '../requests/decode-body.ts';
import { deleteCollection } from '../requests/delete-collection.ts';
import { deleteObject } from '../requests/delete-object.ts';
import { deleteOptions } from '../requests/delete-options.ts';
import { finalizeNamespace } from '../requests/finalize-namespace.ts';
import { listObjects } from '../requests/list-objects.ts';
import { listOptions } from '../requests/list-options.ts';
import { metaText } from '../requests/object-meta.ts';
import { encodeList } from '../requests/output/encode-list.ts';
import { encodeMetadata, encodeObject } from '../requests/output/encode-object.ts';
import { type OutputForm, outputForm } from '../requests/output/media-type.ts';
import { includeObjectOf, type TableOptions, tableOf } from '../requests/output/table.ts';
import { type PatchKind, patchObject } from '../requests/patch-object.ts';
import { noSuchResource, notAllowed, unsupportedMediaType } from '../requests/refusals.ts';
import { scaleOf, writeScale } from '../requests/scale.ts';
import { returnsDeletedObject } from '../requests/strategies.ts';
import { liveObject, updateObject } from '../requests/update-object.ts';
import { writeOptions } from '../requests/write-options.ts';
import type { ResourceType } from '../resource-type.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { asVersion } from '../types/convert.ts';
import { jsonAnswer, successStatus } from './answer.ts';
import { columnsOf } from './default-columns.ts';
import type { Answer, Exchange } from './exchange.ts';

/** kube-apiserver's limit of a request's body. */
const mostBytes = 3 * 1024 * 1024;

/** One request to a resource, on its way to an answer. */
export interface RoutedRequest {
  readonly state: ClusterState;
  readonly request: ResourceRequest;
  readonly query: URLSearchParams;
  readonly exchange: Exchange;
}

const header = (exchange: Exchange, name: string): string => {
  const value = exchange.headers[name];
  return typeof value === 'string' ? value : '';
};

const accept = (routed: RoutedRequest, list = false): OutputForm =>
  outputForm(header(routed.exchange, 'accept'), {
    metadata: list ? 'PartialObjectMetadataList' : 'PartialObjectMetadata',
  });

export const tableOptions = ({ state, request, query }: RoutedRequest): TableOptions => ({
  type: request.type,
  columns: columnsOf(state.rules.rulesOf(request.type)),
  includeObject: includeObjectOf(query),
  now: state.now(),
});

const encoded = (stored: StoredObject, form: OutputForm, routed: RoutedRequest): string => {
  switch (form.shape) {
    case 'object':
      return encodeObject(stored, routed.request.type);
    case 'metadata':
      return encodeMetadata(stored);
    case 'table': {
      const metadata = { resourceVersion: metaText(stored.object, 'resourceVersion') };
      return JSON.stringify(tableOf([stored], metadata, tableOptions(routed)));
    }
    default: {
      const never: never = form.shape;
      throw new Error(`unhandled shape ${never}`);
    }
  }
};

const objectAnswer = (
  status: number,
  stored: StoredObject,
  form: OutputForm,
  routed: RoutedRequest,
): Answer =>
  jsonAnswer({
    status,
    text: encoded(stored, form, routed),
    yaml: form.yaml,
    warnings: routed.request.warnings,
  });

const scaleAnswer = (status: number, stored: StoredObject, { request }: RoutedRequest): Answer => {
  const { type } = request;
  const scale = scaleOf(asVersion(stored.object, type), type.scale!, type.structural !== undefined);
  return jsonAnswer({ status, text: JSON.stringify(scale) });
};

const writtenAnswer = (written: Written, form: OutputForm, routed: RoutedRequest): Answer =>
  objectAnswer(written.outcome === 'created' ? 201 : 200, written.stored, form, routed);

const bodyTypes = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/cbor',
];

const isYaml = (exchange: Exchange): boolean => {
  const type = header(exchange, 'content-type').split(';')[0]!.trim();
  if (type === '' || type === 'application/json') return false;
  if (type === 'application/yaml') return true;
  throw unsupportedMediaType(bodyTypes.slice(0, 3));
};

const patchKinds: Readonly<Record<string, PatchKind>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

const patchKind = (exchange: Exchange, type: ResourceType): PatchKind => {
  const kind = patchKinds[header(exchange, 'content-type').split(';')[0]!.trim()];
  const accepted = Object.keys(patchKinds).filter(
    // custom resources have no Go struct whose tags a strategic merge could ask
    (name) => type.structural === undefined || patchKinds[name] !== 'strategic',
  );
  if (kind === undefined || (kind === 'strategic' && type.structural !== undefined)) {
    throw unsupportedMediaType(accepted);
  }
  return kind;
};

const get = (routed: RoutedRequest): Answer => {
  const { state, request } = routed;
  const form = accept(routed);
  const stored = liveObject(state, request);
  return request.subresource === 'scale'
    ? scaleAnswer(200, stored, routed)
    : objectAnswer(200, stored, form, routed);
};

const list = (routed: RoutedRequest): Answer => {
  const { state, request, query } = routed;
  const form = accept(routed, true);
  const page = listObjects(state, request, listOptions(query, request.type));
  const text = encodeList(page, request.type, form.shape, () => tableOptions(routed));
  return jsonAnswer({ status: 200, text, yaml: form.yaml });
};

const create = async (routed: RoutedRequest): Promise<Answer> => {
  const { state, request, query, exchange } = routed;
  const form = accept(routed);
  const yaml = isYaml(exchange);
  const body = await exchange.body(mostBytes);
  const options = writeOptions(query, 'CreateOptions');
  const sent = parseObject(body, yaml, request.type.kind);
  return writtenAnswer(createObject(state, request, sent, options), form, routed);
};

const update = async (routed: RoutedRequest): Promise<Answer> => {
  const { state, request, query, exchange } = routed;
  const form = accept(routed);
  const yaml = isYaml(exchange);
  const body = await exchange.body(mostBytes);
  const options = writeOptions(query, 'UpdateOptions');
  const sent = parseObject(body, yaml, request.type.kind);
  if (request.subresource === 'scale') {
    return scaleAnswer(200, writeScale(state, request, sent, options).stored, routed);
  }
  if (request.subresource === 'finalize') {
    const spec = (sent.spec ?? {}) as { finalizers?: readonly string[] };
    return writtenAnswer(finalizeNamespace(state, request, spec.finalizers ?? []), form, routed);
  }
  return writtenAnswer(updateObject(state, request, sent, options), form, routed);
};

const patch = async (routed: RoutedRequest): Promise<Answer> => {
  const { state, request, query, exchange } = routed;
  const kind = patchKind(exchange, request.type);
  const form = accept(routed);
  const body = await exchange.body(mostBytes);
  const options = writeOptions(query, 'PatchOptions', kind === 'apply');
  const change = { kind, text: body.toString('utf8') };
  if (request.subresource === 'scale') {
    return scaleAnswer(200, writeScale(state, request, change, options).stored, routed);
  }
  return writtenAnswer(patchObject(state, request, change, options), form, routed);
};

const remove = async (routed: RoutedRequest): Promise<Answer> => {
  const { state, request, query, exchange } = routed;
  const form = accept(routed);
  const body = await exchange.body(mostBytes);
  const { type, name } = request;
  const { stored, outcome } = deleteObject(state, request, deleteOptions(query, body));
  if (outcome !== 'deleted' || returnsDeletedObject(type)) return objectAnswer(200, stored, form, routed);
  const details = {
    name,
    ...(type.group !== '' && { group: type.group }),
    kind: type.plural,
    uid: metaText(stored.object, 'uid'),
  };
  return jsonAnswer({ status: 200, text: JSON.stringify(successStatus(details)), yaml: form.yaml });
};

const removeAll = async (routed: RoutedRequest): Promise<Answer> => {
  const { state, request, query, exchange } = routed;
  const form = accept(routed, true);
  const body = await exchange.body(mostBytes);
  const page = deleteCollection(state, request, listOptions(query, request.type), deleteOptions(query, body));
  const text = encodeList(page, request.type, form.shape, () => tableOptions(routed));
  return jsonAnswer({ status: 200, text, yaml: form.yaml });
};

const isServed = ({ type, subresource }: ResourceRequest, verb: string): boolean => {
  switch (subresource) {
    case '':
      return type.verbs.includes(verb);
    case 'status':
      return ['get', 'update', 'patch'].includes(verb);
    case 'scale':
      return ['get', 'update', 'patch'].includes(verb);
    case 'finalize':
      return verb === 'update';
    default:
      return false;
  }
};

const hasSubresource = ({ type, subresource }: ResourceRequest): boolean => {
  switch (subresource) {
    case '':
      return true;
    case 'status':
      return type.status;
    case 'scale':
      return type.scale !== undefined;
    case 'finalize':
      return type.group === '' && type.plural === 'namespaces';
    default:
      return false;
  }
};

/** The refusal of what is not served; undefined when it is. */
export const servingRefusal = (request: ResourceRequest, verb: string): ApiError | undefined => {
  if (!hasSubresource(request)) return noSuchResource();
  return isServed(request, verb) ? undefined : notAllowed(request.type, verb);
};

/** Answers every verb but watch. Rejects with ApiError. */
export const answerResource = async (routed: RoutedRequest, verb: string): Promise<Answer> => {
  switch (verb) {
    case 'get':
      return get(routed);
    case 'list':
      return list(routed);
    case 'create':
      return create(routed);
    case 'update':
      return update(routed);
    case 'patch':
      return patch(routed);
    case 'delete':
      return remove(routed);
    case 'deletecollection':
      return removeAll(routed);
    default:
      throw notAllowed(routed.request.type, verb);
  }
};
