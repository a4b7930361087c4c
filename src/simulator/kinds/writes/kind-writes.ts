import type { JsonObject } from '../../../model/json.ts';
import type { WriteContext } from '../kind-rules.ts';
import { daemonSetCreate, daemonSetUpdate } from './daemon-set-writes.ts';
import { jobCreate } from './job-writes.ts';
import {
  claimCreate,
  definitionUpdate,
  namespaceCreate,
  namespaceUpdate,
  nodeCreate,
  volumeCreate,
  withDataSources,
} from './object-writes.ts';
import { podCreate, podStatusUpdate, podUpdate } from './pod-writes.ts';
import { serviceCreate, serviceUpdate } from './service-writes.ts';

/** What a kind does to its objects before they are stored, beyond status and generation. */
export interface KindWrites {
  readonly create?: (object: JsonObject, context: WriteContext) => JsonObject;
  readonly update?: (next: JsonObject, live: JsonObject, context: WriteContext) => JsonObject;
  readonly statusUpdate?: (next: JsonObject, live: JsonObject) => JsonObject;
  /** A create keeps the status that was sent. */
  readonly keepsStatus?: true;
}

/** By `group/plural`. */
export const kindWrites: Readonly<Record<string, KindWrites>> = {
  '/namespaces': { create: namespaceCreate, update: namespaceUpdate },
  '/nodes': { create: nodeCreate, keepsStatus: true },
  '/persistentvolumeclaims': { create: claimCreate, update: withDataSources },
  '/persistentvolumes': { create: volumeCreate },
  '/pods': { create: podCreate, update: podUpdate, statusUpdate: podStatusUpdate },
  '/services': { create: serviceCreate, update: serviceUpdate },
  'apiextensions.k8s.io/customresourcedefinitions': { update: definitionUpdate },
  'apps/daemonsets': { create: daemonSetCreate, update: daemonSetUpdate },
  'batch/jobs': { create: jobCreate },
};
