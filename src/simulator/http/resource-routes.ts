import type { ClusterState, ResourceRequest } from '../requests/cluster-state.ts';
import { createObject, type Written } from '../requests/create-object.ts';
import { deleteCollection } from '../requests/delete-collection.ts';
import { deleteObject } from '../requests/delete-object.ts';
import { deleteOptions } from '../requests/delete-options.ts';
import { finalizeNamespace } from '../requests/finalize-namespace.ts';
import { listObjects } from '../requests/list-objects.ts';
import { checkedVersion, listOptions } from '../requests/list-options.ts';
import { metaText } from '../requests/object-meta.ts';
import { encodeList } from '../requests/output/encode-list.ts';
import { encodeMetadata, encodeObject } from '../requests/output/encode-object.ts';
import { type OutputForm, outputForm } from '../requests/output/media-type.ts';
import { includeObjectOf, type TableOptions, tableOf } from '../requests/output/table.ts';
import { patchObject } from '../requests/patch-object.ts';
import { notAllowed } from '../requests/refusals.ts';
import { readScale, scaleOf } from '../requests/scale.ts';
import { returnsDeletedObject } from '../requests/strategies.ts';
import { liveObject, updateObject } from '../requests/update-object.ts';
import { writeOptions } from '../requests/write-options.ts';
import { patchScale, putScale } from '../requests/write-scale.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { asVersion } from '../types/convert.ts';
import { jsonAnswer, successStatus } from './answer.ts';
import { columnsOf } from './default-columns.ts';
import { type Answer, type Exchange, headerOf } from './exchange.ts';
import { bodyFormat, patchKind, sentObject } from './request-body.ts';
import { type Reviewer, reviewed } from './reviews.ts';

/** kube-apiserver's limit of a request's body. */
const mostBytes = 3 * 1024 * 1024;

/** One request to a resource, on its way to an answer. */
export interface RoutedRequest {
  readonly state: ClusterState;
  readonly request: ResourceRequest;
  readonly query: URLSearchParams;
  readonly exchange: Exchange;
  readonly reviewer: Reviewer;
}

export const accept = ({ exchange, request }: RoutedRequest, list = false): OutputForm =>
  outputForm(headerOf(exchange, 'accept'), { type: request.type, list });

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
  return jsonAnswer({ status, text: JSON.stringify(scale), warnings: request.warnings });
};

const readScaleAnswer = (stored: StoredObject, { request }: RoutedRequest): Answer => {
  const { type } = request;
  const scale = readScale(asVersion(stored.object, type), type.scale!, type.structural !== undefined);
  return jsonAnswer({ status: 200, text: JSON.stringify(scale) });
};

const writtenAnswer = (written: Written, form: OutputForm, routed: RoutedRequest): Answer =>
  objectAnswer(written.outcome === 'created' ? 201 : 200, written.stored, form, routed);

const get = (routed: RoutedRequest): Answer => {
  const { state, request, query } = routed;
  const form = accept(routed);
  checkedVersion(query);
  const stored = liveObject(state, request);
  return request.subresource === 'scale'
    ? readScaleAnswer(stored, routed)
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
  const format = bodyFormat(exchange);
  const body = await exchange.body(mostBytes);
  const options = writeOptions(query, 'CreateOptions');
  const sent = sentObject(body, format, request.type);
  const review = reviewed(request.type, sent.object, routed.reviewer);
  if (review !== undefined) return jsonAnswer({ status: 201, text: JSON.stringify(review), yaml: form.yaml });
  return writtenAnswer(createObject(state, request, sent, options), form, routed);
};

const update = async (routed: RoutedRequest): Promise<Answer> => {
  const { state, request, query, exchange } = routed;
  const form = accept(routed);
  const format = bodyFormat(exchange);
  const body = await exchange.body(mostBytes);
  const options = writeOptions(query, 'UpdateOptions');
  const sent = sentObject(body, format, request.type);
  if (request.subresource === 'scale') {
    return scaleAnswer(200, putScale(state, request, sent.object, options).stored, routed);
  }
  if (request.subresource === 'finalize') {
    const spec = (sent.object.spec ?? {}) as { finalizers?: readonly string[] };
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
    return scaleAnswer(200, patchScale(state, request, change, options).stored, routed);
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
  return jsonAnswer({
    status: 200,
    text: JSON.stringify(successStatus(details)),
    yaml: form.yaml,
    warnings: request.warnings,
  });
};

const removeAll = async (routed: RoutedRequest): Promise<Answer> => {
  const { state, request, query, exchange } = routed;
  const form = accept(routed, true);
  const body = await exchange.body(mostBytes);
  const page = deleteCollection(state, request, listOptions(query, request.type), deleteOptions(query, body));
  const text = encodeList(page, request.type, form.shape, () => tableOptions(routed));
  return jsonAnswer({ status: 200, text, yaml: form.yaml });
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
