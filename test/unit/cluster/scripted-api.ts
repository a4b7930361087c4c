import type { ApiRequest, ApiResponse, ApiStream, ClusterApi } from '../../../src/cluster/api.ts';

/** One stream that the code under test has opened, in the test's hands. */
export interface OpenStream {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly asked: ApiStream;
  /** Answers 200. */
  open(): void;
  /** Sends one event; ends the stream as the port does when the listener throws. */
  send(event: object): void;
  /** Ends it in good order, or with a refusal. */
  end(answer?: Partial<ApiResponse>): void;
  fail(error: Error): void;
}

export interface ScriptedApi extends ClusterApi {
  /** Requests so far. */
  readonly requests: readonly ApiRequest[];
  /** Streams so far. */
  readonly streams: readonly OpenStream[];
  /** Waits for the stream with this number, counted from 0. */
  nthStream(index: number): Promise<OpenStream>;
}

export type Answer = (
  request: ApiRequest,
  index: number,
) => Partial<ApiResponse> | Promise<Partial<ApiResponse>>;

/** A ClusterApi whose answers are a function and whose streams are moved by the test. */
export const scriptedApi = (answer: Answer = () => ({ status: 404 })): ScriptedApi => {
  const requests: ApiRequest[] = [];
  const streams: OpenStream[] = [];
  const waiting: { readonly index: number; readonly resolve: (stream: OpenStream) => void }[] = [];
  return {
    cluster: 'scripted',
    requests,
    streams,
    request: async (request) => {
      requests.push(request);
      return { status: 200, body: '', ...(await answer(request, requests.length - 1)) };
    },
    stream: (asked) => {
      const { promise, resolve, reject } = Promise.withResolvers<ApiResponse>();
      asked.signal.addEventListener('abort', () => reject(asked.signal.reason));
      const stream: OpenStream = {
        path: asked.path,
        query: new URLSearchParams(asked.path.split('?')[1]),
        asked,
        open: () => asked.onOpen?.(),
        send: (event) => {
          try {
            asked.onLine(JSON.stringify(event));
          } catch (error) {
            reject(error);
          }
        },
        end: (response = {}) => resolve({ status: 200, body: '', ...response }),
        fail: reject,
      };
      streams.push(stream);
      for (const { index, resolve: found } of waiting) if (streams[index]) found(streams[index]);
      return promise;
    },
    nthStream: (index) => {
      const { promise, resolve } = Promise.withResolvers<OpenStream>();
      const there = streams[index];
      if (there) resolve(there);
      else waiting.push({ index, resolve });
      return promise;
    },
    close: async () => {},
  };
};

/** A 200 with this object as its body. */
export const json = (body: unknown): Partial<ApiResponse> => ({ status: 200, body: JSON.stringify(body) });
