/** One request to one API server. Bodies are raw JSON text: nothing between the repository and the wire reshapes them. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, escaped (paths.ts builds it; case is kept). */
  readonly path: string;
  readonly body?: string;
  /** Default application/json. */
  readonly contentType?: string;
  /** Default application/json. */
  readonly accept?: string;
  /** Milliseconds for the whole request; default 30,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
  /** Seconds, from Retry-After. */
  readonly retryAfter?: number;
}

export interface ApiStream {
  /** Path and query of a watch. */
  readonly path: string;
  readonly accept: string;
  /** One line of JSON; throwing ends the stream. */
  readonly onLine: (line: string) => void;
  /** Called once, when the server has answered with 200. */
  readonly onOpen?: () => void;
  readonly signal: AbortSignal;
  /** Torn down when nothing was heard for so long; milliseconds. */
  readonly silentAfterMs: number;
}

/**
 * The port to a cluster's API server, real or simulated. Any HTTP status but 401 is an answer, not an error.
 * `request` and `stream` reject with a HeadwaterError when there is none: ClusterUnreachable, or ClusterAuth
 * when renewed credentials were refused too. Aborted by the caller, they reject with the signal's reason.
 */
export interface ClusterApi {
  /** The cluster's name in the fleet. */
  readonly cluster: string;
  request(request: ApiRequest): Promise<ApiResponse>;
  /** Resolves with 200 when the server ends the stream, or with its answer when it refused it. */
  stream(stream: ApiStream): Promise<ApiResponse>;
  /** Ends connections, requests and streams; what runs rejects with ClusterUnreachable. */
  close(): Promise<void>;
}

export const mediaTypes = {
  json: 'application/json',
  apply: 'application/apply-patch+yaml',
  jsonPatch: 'application/json-patch+json',
  mergePatch: 'application/merge-patch+json',
  strategicPatch: 'application/strategic-merge-patch+json',
  metadata: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  metadataList: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
} as const;
