import { request } from 'undici';
import { HeadwaterError } from '../model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { withoutUserinfo } from '../telemetry/redact.ts';
import type { ServerFlags } from './program.ts';
import { readSecret } from './read-secret.ts';
import { wrongFlag } from './wrong-flag.ts';

const unreachable = (message: string, hint: string, cause?: unknown): HeadwaterError =>
  new HeadwaterError(
    { code: 'ServerUnreachable', severity: 'error', message, hint },
    { retryable: true, cause },
  );

/** Bodies of more than this are not ours; bytes. */
const maxBytes = 64 * 1024 * 1024;

const addressOf = (server: string, path: string): URL => {
  const base = URL.parse(server);
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:')
    throw wrongFlag(`--server ${withoutUserinfo(server)} is no address`, 'like http://127.0.0.1:9440');
  return new URL(path, base);
};

/** The text of a body, or undefined where it is larger than any of ours. */
const readBody = async (body: AsyncIterable<Buffer>): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parse = (text: string | undefined): Json => {
  try {
    return text === undefined ? null : (JSON.parse(text) as Json);
  } catch {
    return null;
  }
};

const ask = async (url: URL, method: 'GET' | 'POST', token: string | undefined) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    const answer = await request(url, { method, headers, headersTimeout: 120_000, bodyTimeout: 30_000 });
    return { status: answer.statusCode, body: parse(await readBody(answer.body)) };
  } catch (cause) {
    throw unreachable(`no headwater answers at ${url.origin}`, 'is `headwater run` running?', cause);
  }
};

/** One request to a running headwater; throws a HeadwaterError with what the server said. */
export const askServer = async (
  flags: ServerFlags,
  method: 'GET' | 'POST',
  path: string,
): Promise<JsonObject> => {
  const url = addressOf(flags.server, path);
  const { status, body } = await ask(url, method, readSecret('--token-file', flags.tokenFile));
  if (!isJsonObject(body))
    throw unreachable(`what answers at ${url.origin} is no headwater`, 'check --server');
  if (status >= 300) throw unreachable(`${path}: ${String(body.error ?? status)}`, 'see headwater --help');
  return body;
};
