import { Agent, request } from 'undici';
import type { Json } from '../../../../src/model/json.ts';
import { collectEvents, type Watcher } from './watcher.ts';

/** One request, as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Parsed where it is JSON, the text itself otherwise. */
  readonly body: Json;
}

/** One API server under test, real or simulated, seen from the wire as its administrator. */
export interface Target {
  readonly name: string;
  send(request: WireRequest): Promise<Answer>;
  /** A refusal comes without a watcher. */
  watch(request: WireRequest): Promise<{ readonly answer: Answer; readonly watcher?: Watcher }>;
  close(): Promise<void>;
}

/** A real API server and the simulator, both started for one test file. */
export interface TargetPair {
  readonly real: Target;
  readonly simulated: Target;
}

export interface TargetAddress {
  readonly name: string;
  readonly url: string;
  readonly caPem: string;
  readonly adminToken: string;
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
};

const headersOf = (headers: Record<string, string | string[] | undefined>): Answer['headers'] =>
  Object.fromEntries(Object.entries(headers).flatMap(([key, value]) => (value ? [[key, value]] : [])));

export const openTarget = ({ name, url, caPem, adminToken }: TargetAddress): Target => {
  const dispatcher = new Agent({ allowH2: false, connect: { ca: caPem } });
  const ask = (wire: WireRequest, signal: AbortSignal) =>
    request(`${url}${wire.path}`, {
      dispatcher,
      method: wire.method,
      headers: { authorization: `Bearer ${adminToken}`, 'user-agent': 'proof/1.0', ...wire.headers },
      body: wire.body ?? null,
      signal,
    });
  return {
    name,
    async send(wire) {
      const response = await ask(wire, AbortSignal.timeout(20_000));
      const body = parsed(await response.body.text());
      return { status: response.statusCode, headers: headersOf(response.headers), body };
    },
    async watch(wire) {
      const stopping = new AbortController();
      const response = await ask(wire, stopping.signal);
      const answer = { status: response.statusCode, headers: headersOf(response.headers) };
      if (response.statusCode !== 200) {
        return { answer: { ...answer, body: parsed(await response.body.text()) } };
      }
      const text = response.body.setEncoding('utf8');
      return { answer: { ...answer, body: null }, watcher: collectEvents(text, () => stopping.abort()) };
    },
    close: () => dispatcher.destroy(),
  };
};
