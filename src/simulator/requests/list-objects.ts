import { byCodePoint } from '../../model/json.ts';
import { ApiError } from '../api-error.ts';
import { storageKeyOf } from '../resource-type.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import { type ContinueToken, decodeContinue, encodeContinue } from './continue-token.ts';
import type { ListOptions } from './list-options.ts';
import { badRequest, expired } from './refusals.ts';

export interface ListPage {
  readonly revision: number;
  readonly items: readonly StoredObject[];
  readonly continueToken?: string;
  /** Absent where a selector makes it unknown. */
  readonly remaining?: number;
}

const inconsistent = (after: string): string => encodeContinue({ revision: -1, after });

const tooOldToken = ({ after }: ContinueToken): ApiError =>
  expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    inconsistent(after),
  );

/** A revision that this cluster has not reached. */
export const tooLargeVersion = (wanted: number, current: number): ApiError =>
  new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version', field: '' }],
    retryAfterSeconds: 1,
  });

interface Snapshot {
  readonly revision: number;
  readonly objects: readonly StoredObject[];
  readonly after: string;
}

const snapshotOf = (state: ClusterState, request: ResourceRequest, options: ListOptions): Snapshot => {
  const { store } = state;
  const storageKey = storageKeyOf(request.type);
  const present = (after: string): Snapshot => ({
    revision: store.revision,
    objects: store.list(storageKey, request.namespace),
    after,
  });
  if (options.continueToken !== '') {
    if (options.resourceVersion !== undefined && options.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    const token = decodeContinue(options.continueToken);
    if (token.revision < 0) return present(token.after);
    const objects = store.listAt(storageKey, request.namespace, token.revision);
    if (objects === undefined) throw tooOldToken(token);
    return { revision: token.revision, objects, after: token.after };
  }
  const wanted = Number(options.resourceVersion ?? 0);
  if (wanted > store.revision) throw tooLargeVersion(wanted, store.revision);
  // with a limit, a resourceVersion without a match is an exact one
  const exact = options.match === 'Exact' || (options.match === undefined && options.limit > 0 && wanted > 0);
  if (!exact) return present('');
  const objects = store.listAt(storageKey, request.namespace, wanted);
  if (objects === undefined) throw expired('The resourceVersion for the provided list is too old.');
  return { revision: wanted, objects, after: '' };
};

/** GET of a collection. Throws ApiError. */
export const listObjects = (
  state: ClusterState,
  request: ResourceRequest,
  options: ListOptions,
): ListPage => {
  const { revision, objects, after } = snapshotOf(state, request, options);
  const rest = after === '' ? objects : objects.filter((stored) => byCodePoint(stored.key, after) > 0);
  const { filter } = options;
  const passing = filter === undefined ? rest : rest.filter((stored) => filter(stored.object));
  if (options.limit === 0 || passing.length <= options.limit) return { revision, items: passing };
  const items = passing.slice(0, options.limit);
  return {
    revision,
    items,
    continueToken: encodeContinue({ revision, after: items.at(-1)!.key }),
    ...(filter === undefined && { remaining: passing.length - items.length }),
  };
};
