import type { HeadwaterError } from '../model/diagnostic.ts';
import { sourceError } from './source-error.ts';

/** What an HTTP status other than 200 means for a repository. */
export const statusError = (status: number, url: string): HeadwaterError => {
  // 203 is how Azure DevOps answers who is not signed in
  if ([203, 401, 403, 407].includes(status)) {
    return sourceError('SourceAuth', `${url} refused our credentials (${status})`, {
      hint: 'a token that is right, not expired, and may read the repository',
    });
  }
  if (status === 404 || status === 410) {
    return sourceError('SourceMissing', `there is no repository at ${url} (${status})`, {
      hint: 'the address, or the rights of the credentials: servers hide what may not be read',
    });
  }
  const retryable = status === 408 || status === 429 || status >= 500;
  return sourceError('SourceUnavailable', `${url} answered ${status}`, { retryable });
};

/** What an `ERR` packet means. Its words are the server's; they are told apart by git's own. */
export const packetError = (text: string, url: string): HeadwaterError => {
  const missing = /not our ref|unadvertised|not found|does not exist|no such ref/i.test(text);
  return missing
    ? sourceError('SourceMissing', `${url} does not give this commit`, {
        hint: 'it left the branch; a server may allow it by uploadpack.allowReachableSHA1InWant',
      })
    : sourceError('SourceUnavailable', `${url} refused: ${JSON.stringify(text.slice(0, 200))}`);
};

const timeoutCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** A failure of the connection itself. Messages of the socket hold addresses and ports, never credentials. */
export const connectionError = (error: unknown, url: string): HeadwaterError => {
  const { code = '', name = '', message = '' } = error as NodeJS.ErrnoException;
  if (timeoutCodes.has(code) || name === 'TimeoutError') {
    return sourceError('SourceTimeout', `${url} was silent for too long`, { cause: error });
  }
  return sourceError('SourceUnavailable', `${url} cannot be reached: ${code || message}`, { cause: error });
};
