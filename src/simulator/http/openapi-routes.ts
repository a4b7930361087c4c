import type { ClusterState } from '../requests/cluster-state.ts';
import type { Answer, Exchange } from './exchange.ts';

/** The OpenAPI documents; undefined for any other path. */
export const openApiAnswer = (_state: ClusterState, _path: string, _exchange: Exchange): Answer | undefined =>
  undefined;
