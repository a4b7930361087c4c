import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';
import type { ClusterState } from './cluster-state.ts';

const text = (object: JsonObject, field: string): string => {
  const value = object[field];
  return typeof value === 'string' ? value : '';
};

/** Go's package of a kind's internal type. */
const internalPackage = ({ group }: ResourceType): string => (group === '' ? 'core' : group.split('.')[0]!);

/**
 * Why an object of another apiVersion or kind cannot become one of `type`, in the words of Go's scheme: it knows no such kind, it
 * cannot decode it, or it cannot convert it. Undefined when they are the type's own.
 */
export const kindFault = (
  state: ClusterState,
  object: JsonObject,
  type: ResourceType,
): string | undefined => {
  const apiVersion = text(object, 'apiVersion') || apiVersionOf(type);
  const kind = text(object, 'kind') || type.kind;
  if (kind === type.kind && apiVersion === apiVersionOf(type)) return undefined;
  const other = state.types.builtIn.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  if (other === undefined) {
    return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`;
  }
  const undecodable = state.rules.decodingError(other, object);
  if (undecodable !== undefined) return undecodable;
  // the same kind in another version is told apart later
  if (kind === type.kind && other.group === type.group) return undefined;
  return `converting (${other.version}.${kind}) to (${internalPackage(type)}.${type.kind}): unknown conversion`;
};
