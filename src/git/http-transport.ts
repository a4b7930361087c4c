import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git';
import { Agent, type Dispatcher, request } from 'undici';
import { HeadwaterError } from '../model/diagnostic.ts';
import { connectionError, packetError, statusError } from './answer-error.ts';
import { endsInFlush, errorPacket, withHead } from './pkt-line.ts';
import type { Remote } from './remote-url.ts';
import { sourceError } from './source-error.ts';

/** Milliseconds. */
export interface SourceTimeouts {
  /** Until the connection stands, TLS included. Default 10,000. */
  readonly connectMs?: number;
  /** Without a byte. Default 30,000. */
  readonly idleMs?: number;
  /** For a whole fetch, however lively. Default 300,000. */
  readonly totalMs?: number;
}

/** One operation on the repository: its deadline, its bound and its count of bytes. */
export interface HttpSession {
  /** What isomorphic-git asks for its http; it has neither timeouts nor bounds of its own. */
  readonly http: HttpClient;
  /** Bytes of bodies received. */
  received(): number;
}

export interface HttpTransport {
  /** `maxBytes` bounds what all answers of the session hold together. */
  session(options: { maxBytes: number; signal?: AbortSignal }): HttpSession;
  close(): Promise<void>;
}

const maxRedirects = 3;
/** Connections that wait for the next poll. */
const keepAliveMs = 60_000;
const redirects = new Set([301, 302, 303, 307, 308]);

const bodyOf = async (body: GitHttpRequest['body']): Promise<Buffer | undefined> => {
  if (body === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
};

/** Refuses to carry credentials, or trust, to another host, and to fall back from https. */
const redirectTarget = (from: URL, location: unknown, shown: string): URL => {
  const to = typeof location === 'string' ? URL.parse(location, from.href) : null;
  const sameHost = to?.hostname === from.hostname && (to.port === from.port || to.protocol !== from.protocol);
  const sameTrust = to?.protocol === from.protocol || to?.protocol === 'https:';
  if (to === null || !sameHost || !sameTrust) {
    throw sourceError('SourceUnavailable', `${shown} redirects to another host`, {
      hint: 'give the address that it leads to, if that is the right one',
      retryable: false,
    });
  }
  return to;
};

const collect = async (
  body: Dispatcher.ResponseData['body'],
  spend: (bytes: number) => void,
): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of body as AsyncIterable<Buffer>) {
    spend(part.length);
    parts.push(part);
  }
  return Buffer.concat(parts);
};

/** A cut connection must never look like a short answer: isomorphic-git takes some for whole. */
const checkAnswer = (answer: Buffer, shown: string): void => {
  const refusal = errorPacket(answer);
  if (refusal !== undefined) throw packetError(refusal, shown);
  if (endsInFlush(answer)) return;
  throw sourceError('SourceUnavailable', `${shown} did not answer as a git server does`, {
    hint: 'a connection that was cut, or an address that is no repository',
  });
};

const isAdvertisement = ({ url, method }: GitHttpRequest): boolean =>
  method !== 'POST' && url.includes('/info/refs?');

async function* once(bytes: Buffer): AsyncIterableIterator<Uint8Array> {
  yield bytes;
}

/** HTTP to one repository: deadlines, a bound on bytes, credentials for its host alone. Throws our errors. */
export const createHttpTransport = (remote: Remote, timeouts: SourceTimeouts = {}): HttpTransport => {
  const { connectMs = 10_000, idleMs = 30_000, totalMs = 300_000 } = timeouts;
  const agent = new Agent({
    connect: { timeout: connectMs },
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    keepAliveTimeout: keepAliveMs,
    connections: 4,
  });
  /** Where the repository is, once a redirect said so: a POST goes where the GET before it ended. */
  let base = remote.url;

  const send = async (url: URL, call: GitHttpRequest, signal: AbortSignal) => {
    const body = await bodyOf(call.body);
    const method = call.method === 'POST' ? 'POST' : 'GET';
    const headers = { ...call.headers, ...(remote.authorization && { authorization: remote.authorization }) };
    return request(url, { dispatcher: agent, method, headers, signal, ...(body && { body }) });
  };

  const follow = async (call: GitHttpRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> => {
    const path = call.url.slice(remote.url.length);
    let url = new URL(base + path);
    for (let hop = 0; ; hop += 1) {
      const response = await send(url, call, signal);
      if (!redirects.has(response.statusCode)) return response;
      response.body.on('error', () => undefined).destroy();
      if (hop === maxRedirects || call.method === 'POST') throw statusError(response.statusCode, remote.url);
      url = redirectTarget(url, response.headers.location, remote.url);
      if (url.href.endsWith(path)) base = url.href.slice(0, -path.length);
    }
  };

  const session: HttpTransport['session'] = ({ maxBytes, signal: asked }) => {
    const deadline = AbortSignal.timeout(totalMs);
    const signal = asked === undefined ? deadline : AbortSignal.any([asked, deadline]);
    let received = 0;
    const spend = (bytes: number): void => {
      received += bytes;
      if (received > maxBytes) {
        throw sourceError('SourceLimit', `${remote.url} sends more than ${maxBytes} bytes`, {
          hint: 'is it the right repository? the limit can be raised',
        });
      }
    };
    const exchange = async (call: GitHttpRequest): Promise<GitHttpResponse> => {
      const { statusCode, headers, body } = await follow(call, signal);
      // whatever happens to a body that nobody reads to its end is no concern any more
      body.on('error', () => undefined);
      if (statusCode !== 200) {
        body.destroy();
        throw statusError(statusCode, remote.url);
      }
      const answer = await collect(body, spend);
      checkAnswer(answer, remote.url);
      return {
        url: call.url,
        method: call.method ?? 'GET',
        headers: headers as Record<string, string>,
        statusCode,
        statusMessage: '',
        body: once(isAdvertisement(call) ? withHead(answer) : answer),
      };
    };
    const ours = async (call: GitHttpRequest): Promise<GitHttpResponse> => {
      try {
        return await exchange(call);
      } catch (error) {
        if (error instanceof HeadwaterError) throw error;
        if (asked?.aborted)
          throw sourceError('SourceUnavailable', 'the fetch was called off', { cause: error });
        throw connectionError(deadline.aborted ? deadline.reason : error, remote.url);
      }
    };
    return { http: { request: ours }, received: () => received };
  };

  return { session, close: () => agent.destroy() };
};
