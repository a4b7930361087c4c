import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ResourceType } from '../resource-type.ts';
import type { AccessRequest, SimulatedUser } from './users.ts';

/** What a review is answered from. */
export interface Reviewer {
  readonly user: SimulatedUser;
  readonly userOf: (token: string) => SimulatedUser | undefined;
  readonly allows: (user: SimulatedUser, request: AccessRequest) => boolean;
}

const objectAt = (object: JsonObject, field: string): JsonObject => {
  const value = object[field];
  return isJsonObject(value) ? value : {};
};

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const accessIn = (spec: JsonObject, user: string): AccessRequest => {
  const asked = objectAt(spec, 'resourceAttributes');
  if (!isJsonObject(spec.resourceAttributes)) {
    const { path, verb } = objectAt(spec, 'nonResourceAttributes');
    return { user, verb: text(verb), path: text(path) };
  }
  return {
    user,
    verb: text(asked.verb),
    path: '',
    resource: {
      group: text(asked.group),
      version: text(asked.version),
      namespace: text(asked.namespace),
      plural: text(asked.resource),
      name: text(asked.name),
      subresource: text(asked.subresource),
    },
  };
};

const accessStatus = (reviewer: Reviewer, spec: JsonObject, user: SimulatedUser): JsonObject => ({
  allowed: reviewer.allows(user, accessIn(spec, user.name)),
});

const userInfo = (user: SimulatedUser): JsonObject => ({
  username: user.name,
  uid: user.name,
  groups: [...(user.groups ?? []), 'system:authenticated'],
});

const tokenStatus = (reviewer: Reviewer, spec: JsonObject): JsonObject => {
  const user = reviewer.userOf(text(spec.token));
  return user === undefined
    ? { user: {}, error: '[invalid bearer token]' }
    : { authenticated: true, user: userInfo(user) };
};

const statusOf = (kind: string, spec: JsonObject, reviewer: Reviewer): JsonObject | undefined => {
  switch (kind) {
    case 'SelfSubjectAccessReview':
      return accessStatus(reviewer, spec, reviewer.user);
    case 'SubjectAccessReview':
    case 'LocalSubjectAccessReview': {
      const groups = Array.isArray(spec.groups) ? (spec.groups as readonly string[]) : [];
      return accessStatus(reviewer, spec, { name: text(spec.user), groups });
    }
    case 'SelfSubjectReview':
      return { userInfo: userInfo(reviewer.user) };
    case 'TokenReview':
      return tokenStatus(reviewer, spec);
    default:
      return undefined;
  }
};

/** The answer to a question that is asked by creating an object: nothing is stored. Undefined for kinds that are no question. */
export const reviewed = (
  type: ResourceType,
  sent: JsonObject,
  reviewer: Reviewer,
): JsonObject | undefined => {
  const status = statusOf(type.kind, objectAt(sent, 'spec'), reviewer);
  if (status === undefined) return undefined;
  return {
    kind: type.kind,
    apiVersion: `${type.group}/${type.version}`,
    metadata: objectAt(sent, 'metadata'),
    ...(sent.spec !== undefined && { spec: sent.spec }),
    status,
  };
};
