import { type OpenApiDocument, openApiV2, openApiV3 } from '../openapi/documents.ts';
import type { ClusterState } from '../requests/cluster-state.ts';
import { notAcceptable } from '../requests/refusals.ts';
import { jsonAnswer } from './answer.ts';
import type { Answer, Exchange } from './exchange.ts';

const root = '/openapi/v3';
const year = 31_536_000;

const acceptsJson = ({ headers }: Exchange): boolean => {
  const accept = headers.accept;
  return (
    typeof accept !== 'string' || accept === '' || /application\/json|\*\/\*|application\/\*/.test(accept)
  );
};

const documentAnswer = (document: OpenApiDocument, exchange: Exchange, keep: boolean): Answer => {
  const etag = `"${document.hash}"`;
  const headers = {
    'content-type': 'application/json',
    etag,
    vary: 'Accept-Encoding, Accept',
    'cache-control': keep ? `public, max-age=${year}, immutable` : 'no-cache, private',
  };
  if (exchange.headers['if-none-match'] === etag) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: document.text };
};

const index = (state: ClusterState): Answer => {
  const paths = [...openApiV3(state.types, state.store)].map(
    ([name, { hash }]) => [name, { serverRelativeURL: `${root}/${name}?hash=${hash}` }] as const,
  );
  return jsonAnswer({ status: 200, text: JSON.stringify({ paths: Object.fromEntries(paths) }) });
};

/** The OpenAPI documents; undefined for any other path. Throws a 406 where protobuf alone is wanted. */
export const openApiAnswer = (state: ClusterState, path: string, exchange: Exchange): Answer | undefined => {
  if (!path.startsWith('/openapi/')) return undefined;
  if (!acceptsJson(exchange)) throw notAcceptable(['application/json']);
  if (path === '/openapi/v2') return documentAnswer(openApiV2(state.types), exchange, false);
  if (path === root || path === `${root}/`) return index(state);
  if (!path.startsWith(`${root}/`)) return undefined;
  const document = openApiV3(state.types, state.store).get(path.slice(root.length + 1));
  return document && documentAnswer(document, exchange, exchange.url.includes('hash='));
};
