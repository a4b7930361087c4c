import type { ApiRequest, ApiResponse, ApiStream, ClusterApi } from '../api.ts';

export interface RequestMeasure {
  readonly cluster: string;
  /** WATCH when a stream has ended. */
  readonly method: ApiRequest['method'] | 'WATCH';
  /** 0 = no answer. */
  readonly status: number;
  /** Bytes of bodies, headers not counted. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly ms: number;
}

/** The same port, with each request and stream reported once it is over. `report` must not throw. */
export const measuredApi = (api: ClusterApi, report: (measure: RequestMeasure) => void): ClusterApi => ({
  ...api,
  request: measured(api.cluster, api.request, report),
  stream: measuredStream(api.cluster, api.stream, report),
});

const measured =
  (cluster: string, request: ClusterApi['request'], report: (measure: RequestMeasure) => void) =>
  async (asked: ApiRequest): Promise<ApiResponse> => {
    const started = performance.now();
    const bytesOut = asked.body === undefined ? 0 : Buffer.byteLength(asked.body);
    let answer: ApiResponse | undefined;
    try {
      answer = await request(asked);
      return answer;
    } finally {
      report({
        cluster,
        method: asked.method,
        status: answer?.status ?? 0,
        bytesIn: answer === undefined ? 0 : Buffer.byteLength(answer.body),
        bytesOut,
        ms: performance.now() - started,
      });
    }
  };

const measuredStream =
  (cluster: string, stream: ClusterApi['stream'], report: (measure: RequestMeasure) => void) =>
  async (asked: ApiStream): Promise<ApiResponse> => {
    const started = performance.now();
    let bytesIn = 0;
    let answer: ApiResponse | undefined;
    const onLine = (text: string): void => {
      bytesIn += Buffer.byteLength(text) + 1;
      asked.onLine(text);
    };
    try {
      answer = await stream({ ...asked, onLine });
      return answer;
    } finally {
      const ms = performance.now() - started;
      report({ cluster, method: 'WATCH', status: answer?.status ?? 0, bytesIn, bytesOut: 0, ms });
    }
  };
