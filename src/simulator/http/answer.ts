import { dump } from 'js-yaml';
import type { JsonObject } from '../../model/json.ts';
import type { ApiError } from '../api-error.ts';
import type { Answer } from './exchange.ts';

/** What every answer of the API says. */
export const baseHeaders = { 'cache-control': 'no-cache, private' } as const;

/** `Warning:` headers as RFC 7234 writes them. */
const warningHeaders = (warnings: readonly string[]): Answer['headers'] =>
  warnings.length === 0
    ? {}
    : { warning: [...new Set(warnings)].map((text) => `299 - ${JSON.stringify(text)}`) };

export interface JsonAnswer {
  readonly status: number;
  /** JSON. */
  readonly text: string;
  readonly yaml?: boolean;
  readonly warnings?: readonly string[];
}

/** As the API server writes YAML: keys sorted, quotes double. */
const yamlOf = (text: string): string =>
  dump(JSON.parse(text), { lineWidth: -1, noRefs: true, sortKeys: true, quoteStyle: 'double' });

export const jsonAnswer = ({ status, text, yaml, warnings = [] }: JsonAnswer): Answer => ({
  status,
  headers: {
    ...baseHeaders,
    'content-type': yaml ? 'application/yaml' : 'application/json',
    ...warningHeaders(warnings),
  },
  body: yaml ? yamlOf(text) : `${text}\n`,
});

export const textAnswer = (status: number, body: string): Answer => ({
  status,
  headers: {
    ...baseHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  },
  body,
});

/** A refusal as it goes out. */
export const refusalAnswer = (error: ApiError, warnings: readonly string[] = []): Answer => {
  const retryAfter = error.details?.retryAfterSeconds;
  const answer = jsonAnswer({ status: error.code, text: JSON.stringify(error.body()), warnings });
  if (retryAfter === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } };
};

/** The answer with its JSON in lines; any other as it is. */
export const prettyAnswer = (answer: Answer): Answer =>
  answer.headers['content-type'] === 'application/json' && answer.body.length > 0
    ? { ...answer, body: JSON.stringify(JSON.parse(answer.body.toString()), undefined, 2) }
    : answer;

/** `Status` of what went well and has no object to show. */
export const successStatus = (details: JsonObject): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details,
});
