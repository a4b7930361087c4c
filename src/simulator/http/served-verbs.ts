import type { ApiError } from '../api-error.ts';
import type { ResourceRequest } from '../requests/cluster-state.ts';
import { noSuchMethod, noSuchResource, notAllowed, notFound } from '../requests/refusals.ts';

/** What is done to one object rather than to a collection. */
const onItem: ReadonlySet<string> = new Set(['get', 'update', 'patch', 'delete']);

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
  const { type, name, subresource } = request;
  const custom = type.structural !== undefined;
  // a custom resource's handler looks for the object first
  if (!hasSubresource(request)) return custom ? notFound(type, name) : noSuchResource();
  const fits = subresource !== '' || onItem.has(verb) === (name !== '');
  if (fits && isServed(request, verb)) return undefined;
  return custom ? notAllowed(type, verb) : noSuchMethod();
};
