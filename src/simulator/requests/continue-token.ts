import { goQuote } from './go-text.ts';
import { badRequest } from './refusals.ts';

/** Where a list goes on: at which revision, after which key; `revision` -1 takes the present. */
export interface ContinueToken {
  readonly revision: number;
  readonly after: string;
}

/** The real server's token: base64 of `{"v":"meta.k8s.io/v1","rv":5,"start":"default/a\\u0000"}`. */
export const encodeContinue = ({ revision, after }: ContinueToken): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${after}\u0000` })).toString(
    'base64url',
  );

export const decodeContinue = (token: string): ContinueToken => {
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as {
      rv?: unknown;
      start?: unknown;
    };
    if (typeof rv === 'number' && typeof start === 'string') {
      return { revision: rv, after: start.replace(/\0$/, '') };
    }
  } catch {
    // told below, like everything else that is no token of ours
  }
  const [first = 0] = Buffer.from(token, 'base64url');
  const shown = goQuote(String.fromCharCode(first)).slice(1, -1);
  throw badRequest(
    `invalid continue token: continue key is not valid: invalid character '${shown}' looking for beginning of value`,
  );
};
