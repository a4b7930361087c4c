import { randomUUID } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import type { ResourceRequest } from '../requests/cluster-state.ts';
import { internalError, noSuchResource } from '../requests/refusals.ts';
import { type ResourcePath, resourcePath, verbOf } from '../requests/resource-path.ts';
import { booleanParameter } from '../requests/write-options.ts';
import { prettyAnswer, refusalAnswer, textAnswer } from './answer.ts';
import type { AuditedRequest } from './audit-trail.ts';
import { isAllowed } from './authorize.ts';
import { type Answer, type Exchange, headerOf } from './exchange.ts';
import { delayOf, type FaultOutcome, faultOf } from './faults.ts';
import { answerOther } from './other-routes.ts';
import { answerResource } from './resource-routes.ts';
import { serveWatch } from './serve-watch.ts';
import type { ServedCluster } from './served-cluster.ts';
import { servingRefusal } from './served-verbs.ts';
import { type AccessRequest, accessRefused, type SimulatedUser, unauthorized } from './users.ts';

const anonymous: SimulatedUser = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

const authenticate = (cluster: ServedCluster, exchange: Exchange): SimulatedUser | undefined => {
  const authorization = headerOf(exchange, 'authorization');
  if (authorization === '') return anonymous;
  return cluster.userOf(authorization.replace(/^Bearer\s+/i, ''));
};

/** One request, read as far as its first line and headers tell. */
interface Asked {
  readonly cluster: ServedCluster;
  readonly exchange: Exchange;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly resource: ResourcePath | undefined;
  readonly verb: string;
  readonly user: SimulatedUser | undefined;
}

const noQuery = new URLSearchParams();

const read = (cluster: ServedCluster, exchange: Exchange, url: string): Asked => {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? noQuery : new URLSearchParams(url.slice(mark + 1));
  const resource = resourcePath(path);
  return {
    cluster,
    exchange,
    path,
    query,
    resource,
    verb: resource === undefined ? exchange.method.toLowerCase() : verbOf(exchange.method, resource, query),
    user: authenticate(cluster, exchange),
  };
};

const audited = ({ exchange, verb, user, resource }: Asked, uri: string): AuditedRequest => ({
  id: randomUUID(),
  verb,
  uri,
  user: user?.name ?? '',
  userAgent: headerOf(exchange, 'user-agent'),
  resource,
  receivedAt: performance.timeOrigin + performance.now(),
});

const injected = (outcome: FaultOutcome, retryAfterSeconds: number): ApiError | undefined => {
  if (outcome === 'tooManyRequests') {
    return new ApiError(429, 'TooManyRequests', 'Too many requests, please try again later.', {
      retryAfterSeconds,
    });
  }
  if (outcome !== 'unavailable') return undefined;
  return new ApiError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request', {});
};

/** The request to a resource; the answer itself where there is no such group. Throws ApiError. */
const requestOf = ({ cluster, exchange, verb }: Asked, resource: ResourcePath): ResourceRequest | Answer => {
  const { group, version, plural, namespace, name, subresource } = resource;
  const { types } = cluster.state;
  const type = types.find(group, version, plural);
  if (type === undefined) {
    if (types.serves(group)) throw noSuchResource();
    return textAnswer(404, '404 page not found\n');
  }
  const agent = headerOf(exchange, 'user-agent').split('/')[0]!;
  const request: ResourceRequest = { type, namespace, name, subresource, agent, warnings: [] };
  const refusal = servingRefusal(request, verb);
  if (refusal !== undefined) throw refusal;
  return request;
};

/** The answer; undefined when a watch has taken the exchange over. Rejects with ApiError. */
const answerTo = async (asked: Asked, onStart: () => void): Promise<Answer | undefined> => {
  const { cluster, exchange, path, query, resource, verb, user } = asked;
  if (user === undefined) throw unauthorized();
  const access = { user: user.name, verb, path, ...(resource && { resource }) };
  if (!isAllowed(cluster.state.store, user, access)) throw accessRefused(access);
  if (resource === undefined) return answerOther(cluster.state, path, exchange);
  const request = requestOf(asked, resource);
  if ('status' in request) return request;
  const reviewer = {
    user,
    userOf: cluster.userOf,
    allows: (one: SimulatedUser, asks: AccessRequest) => isAllowed(cluster.state.store, one, asks),
  };
  const routed = { state: cluster.state, request, query, exchange, reviewer };
  try {
    if (verb !== 'watch') return await answerResource(routed, verb);
    serveWatch(cluster, routed, onStart);
    return undefined;
  } catch (error) {
    // what was warned of before the refusal is told with it
    return refusalAnswer(toApiError(error), request.warnings);
  }
};

/** A person at a terminal or a browser reads JSON more easily in lines. */
const wantsPretty = ({ query, exchange }: Asked): boolean => {
  const asked = booleanParameter(query, 'pretty');
  return asked ?? /^(curl|Wget|Mozilla\/5\.0)/.test(headerOf(exchange, 'user-agent'));
};

const toApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : internalError(error instanceof Error ? error.message : String(error));

const send = (cluster: ServedCluster, exchange: Exchange, answer: Answer, cut: boolean): void => {
  const { body } = answer;
  const delay = delayOf(cluster.faults(), body.length, Math.random());
  const go = (): void => {
    if (!cut) {
      exchange.answer(answer);
      return;
    }
    const stream = exchange.stream(answer.status, { ...answer.headers });
    stream.write(body.slice(0, body.length / 2).toString());
    // the first half is on its way before the connection goes
    setImmediate(() => exchange.cut());
  };
  if (delay <= 0) go();
  else setTimeout(go, delay);
};

/** Answers one request of a cluster. `url` is the path inside the cluster. Never rejects. */
export const serveExchange = async (
  cluster: ServedCluster,
  exchange: Exchange,
  url: string,
): Promise<void> => {
  const faults = cluster.faults();
  if (faults.silent) return;
  const asked = read(cluster, exchange, url);
  const entry = audited(asked, url);
  const fault = faultOf(faults, Math.random());
  let answer: Answer | undefined;
  try {
    const refusal = injected(fault, faults.retryAfterSeconds ?? 1);
    if (refusal !== undefined) throw refusal;
    answer = await answerTo(asked, () => cluster.audit.record(entry, 200, 'ResponseStarted'));
  } catch (error) {
    answer = refusalAnswer(toApiError(error));
  }
  if (answer === undefined) return;
  cluster.audit.record(entry, answer.status);
  send(cluster, exchange, wantsPretty(asked) ? prettyAnswer(answer) : answer, fault === 'cut');
};
