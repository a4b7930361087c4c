import type { Json, JsonObject } from '../../../../src/model/json.ts';

/** A request; `{ns}` in path and texts is the case's own namespace, `{{label.path.to.value}}` an earlier answer's. */
export interface RequestStep {
  readonly do: 'request';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Under which later steps find the answer's body. */
  readonly as?: string;
}

/** Opens a watch; its answer is compared, its events where a later step takes them. */
export interface WatchStep {
  readonly do: 'watch';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly as: string;
}

/** Takes events of a watch: so many, or all until the server ends it. */
export interface EventsStep {
  readonly do: 'events';
  readonly of: string;
  readonly count: number | 'until the end';
}

/** Waits until a new second has begun, for times that must move. */
export interface TickStep {
  readonly do: 'tick';
}

/** Repeats a GET until it has this status: for what the server does behind an answer. */
export interface AwaitStep {
  readonly do: 'await';
  readonly path: string;
  readonly status: number;
}

export type Step = RequestStep | WatchStep | EventsStep | TickStep | AwaitStep;

/** One story that both servers are told, step by step. */
export interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Times are compared by their order of appearance; each step that may move one needs a tick before it. */
  readonly times?: boolean;
}

type Rest = Partial<Omit<RequestStep, 'do' | 'method' | 'path'>>;

const step = (method: string, path: string, rest: Rest = {}): RequestStep => ({
  do: 'request',
  method,
  path,
  headers: {},
  ...rest,
});

const typed =
  (method: string, contentType: string) =>
  (path: string, body: Json, rest: Rest = {}): RequestStep =>
    step(method, path, { ...rest, body, headers: { 'content-type': contentType, ...rest.headers } });

/** A request with everything said by the caller. */
export const send = step;
export const get = (path: string, rest: Rest = {}): RequestStep => step('GET', path, rest);
export const remove = (path: string, body?: JsonObject, rest: Rest = {}): RequestStep =>
  body === undefined
    ? step('DELETE', path, rest)
    : step('DELETE', path, {
        ...rest,
        body,
        headers: { 'content-type': 'application/json', ...rest.headers },
      });
export const post = typed('POST', 'application/json');
export const put = typed('PUT', 'application/json');
export const jsonPatch = typed('PATCH', 'application/json-patch+json');
export const mergePatch = typed('PATCH', 'application/merge-patch+json');
export const strategicPatch = typed('PATCH', 'application/strategic-merge-patch+json');
export const serverSideApply = typed('PATCH', 'application/apply-patch+yaml');

/** `apply` by a manager; the query may say more, e.g. `force=true`. */
export const apply = (
  path: string,
  object: Json,
  {
    manager = 'one',
    query = '',
    ...rest
  }: Rest & { readonly manager?: string; readonly query?: string } = {},
): RequestStep =>
  serverSideApply(`${path}?fieldManager=${manager}${query === '' ? '' : `&${query}`}`, object, rest);

export const watch = (
  as: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): WatchStep => ({
  do: 'watch',
  as,
  path,
  headers,
});
export const events = (of: string, count: EventsStep['count']): EventsStep => ({ do: 'events', of, count });
export const tick: TickStep = { do: 'tick' };
export const awaitStatus = (path: string, status: number): AwaitStep => ({ do: 'await', path, status });

export const accept = {
  metadata: { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' },
  metadataList: { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
  table: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
} as const;
