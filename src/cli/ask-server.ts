import { readFileSync } from 'node:fs';
import { request } from 'undici';
import { HeadwaterError } from '../model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { ServerFlags } from './program.ts';

const unreachable = (message: string, hint: string, cause?: unknown): HeadwaterError =>
  new HeadwaterError(
    { code: 'ServerUnreachable', severity: 'error', message, hint },
    { retryable: true, cause },
  );

/** Bodies of more than this are not ours; bytes. */
const maxBytes = 64 * 1024 * 1024;

const readToken = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : readFileSync(file, 'utf8').trim();

/** One request to a running headwater; throws a HeadwaterError with what the server said. */
export const askServer = async (
  flags: ServerFlags,
  method: 'GET' | 'POST',
  path: string,
): Promise<JsonObject> => {
  const token = readToken(flags.tokenFile);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await request(new URL(path, flags.server), {
    method,
    headers,
    headersTimeout: 120_000,
    bodyTimeout: 30_000,
  }).catch((cause: unknown) => {
    throw unreachable(
      `no headwater answers at ${new URL(flags.server).origin}`,
      'is `headwater run` running?',
      cause,
    );
  });
  const text = await answer.body.text();
  const body: Json = text.length > maxBytes ? null : (JSON.parse(text) as Json);
  if (!isJsonObject(body))
    throw unreachable(`what answers at ${flags.server} is no headwater`, 'check --server');
  if (answer.statusCode >= 300) {
    throw unreachable(`${path}: ${String(body.error ?? answer.statusCode)}`, 'see headwater --help');
  }
  return body;
};
