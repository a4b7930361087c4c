import { ApiError } from '../api-error.ts';
import { forbidden } from '../requests/refusals.ts';
import type { ResourcePath } from '../requests/resource-path.ts';

/** Who asks, and for what. */
export interface AccessRequest {
  readonly user: string;
  readonly verb: string;
  /** Absent where it is no resource. */
  readonly resource?: ResourcePath;
  readonly path: string;
}

/** A user of every cluster of a simulated fleet. */
export interface SimulatedUser {
  readonly name: string;
  /** `system:masters` may do everything. */
  readonly groups?: readonly string[];
  /** Whether it may do this; without it, what RBAC's objects in the cluster grant. */
  readonly allows?: (request: AccessRequest) => boolean;
}

export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized');

/** The refusal of authorization, as RBAC words it. */
export const accessRefused = ({ user, verb, resource, path }: AccessRequest): ApiError => {
  if (resource === undefined) {
    return new ApiError(
      403,
      'Forbidden',
      `forbidden: User ${JSON.stringify(user)} cannot ${verb} path ${JSON.stringify(path)}`,
      {},
    );
  }
  const { group, plural, subresource, namespace, name } = resource;
  const shown = subresource === '' ? plural : `${plural}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return forbidden(
    { group, plural },
    name,
    `User ${JSON.stringify(user)} cannot ${verb} resource ${JSON.stringify(shown)} in API group ${JSON.stringify(group)} ${where}`,
  );
};
