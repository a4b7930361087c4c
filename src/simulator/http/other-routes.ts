import { kubernetesVersion } from '../../schema/schema.ts';
import type { ApiError } from '../api-error.ts';
import type { ClusterState } from '../requests/cluster-state.ts';
import { noSuchMethod, noSuchResource } from '../requests/refusals.ts';
import { discoveryOf } from '../types/discovery.ts';
import { jsonAnswer, textAnswer } from './answer.ts';
import type { Answer, Exchange } from './exchange.ts';
import { openApiAnswer } from './openapi-routes.ts';

const health: ReadonlySet<string> = new Set([
  '/healthz',
  '/livez',
  '/readyz',
  '/healthz/ping',
  '/readyz/ping',
]);

const versionDocument = (): string => {
  const gitVersion = kubernetesVersion();
  const [major = '', minor = ''] = gitVersion.slice(1).split('.');
  const document = {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    // a build from the module's sources knows no commit
    gitCommit: '$Format:%H$',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'go1.26.8',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
  return JSON.stringify(document, undefined, 2);
};

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const wantsAggregated = ({ headers }: Exchange): boolean => {
  const accept = headers.accept;
  if (typeof accept !== 'string') return false;
  return accept.split(',').some((one) => /g=apidiscovery\.k8s\.io/.test(one) && /v=v2(;|$)/.test(one));
};

const discoveryRoot = (state: ClusterState, exchange: Exchange, core: boolean): Answer => {
  const documents = discoveryOf(state.types);
  if (wantsAggregated(exchange)) {
    const answer = jsonAnswer({ status: 200, text: documents.aggregated(core) });
    return { ...answer, headers: { ...answer.headers, 'content-type': aggregatedType, vary: 'Accept' } };
  }
  if (!core) return jsonAnswer({ status: 200, text: documents.groupList() });
  const host = exchange.headers.host ?? exchange.headers[':authority'];
  const text = JSON.stringify({
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: String(host ?? '') }],
  });
  return jsonAnswer({ status: 200, text });
};

const discoveryPath = (state: ClusterState, parts: readonly string[]): Answer | ApiError => {
  const documents = discoveryOf(state.types);
  const [root, first = '', second = ''] = parts;
  const text =
    root === 'api'
      ? documents.resources('', first)
      : second === ''
        ? documents.group(first)
        : documents.resources(first, second);
  if (text !== undefined) return jsonAnswer({ status: 200, text });
  return root === 'api' || parts.length < 3 ? textAnswer(404, '404 page not found\n') : noSuchResource();
};

/** What is no resource: discovery, version, health, OpenAPI. Throws ApiError. */
export const answerOther = (state: ClusterState, path: string, exchange: Exchange): Answer => {
  if (!['GET', 'HEAD'].includes(exchange.method)) throw noSuchMethod();
  if (health.has(path)) return textAnswer(200, 'ok');
  if (path === '/version' || path === '/version/') {
    const answer = jsonAnswer({ status: 200, text: versionDocument() });
    return { ...answer, body: String(answer.body).trimEnd() };
  }
  const openApi = openApiAnswer(state, path, exchange);
  if (openApi !== undefined) return openApi;
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] !== 'api' && parts[0] !== 'apis') return textAnswer(404, '404 page not found\n');
  if (parts.length === 1) return discoveryRoot(state, exchange, parts[0] === 'api');
  const answer = discoveryPath(state, parts);
  if (answer instanceof Error) throw answer;
  return answer;
};
