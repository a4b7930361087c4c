import { sourceError } from './source-error.ts';

export interface Credentials {
  /** Default `git`, which servers that take a token as password accept. */
  readonly username?: string;
  readonly password?: string;
  /** A token in place of a password. */
  readonly token?: string;
}

/** A repository's address, safe to show, and what it takes to be let in. */
export interface Remote {
  /** Without userinfo and without a slash at its end. */
  readonly url: string;
  /** The value of an Authorization header (RFC 7617); never shown. */
  readonly authorization?: string;
}

export interface RemoteOptions {
  readonly url: string;
  readonly credentials?: Credentials;
  /** Sends credentials over plain http to other machines too. Default false. */
  readonly allowInsecureCredentials?: boolean;
}

/** Text that may hold URLs, without what stands between `//` and `@` in them. */
export const withoutUserinfo = (text: string): string => text.replace(/\/\/[^/\s]*@/g, '//');

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const refused = (message: string, hint: string): Error =>
  sourceError('SourceUnavailable', message, { hint, retryable: false });

const parseHttp = (text: string): URL => {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw refused(
      `the repository address ${withoutUserinfo(text)} is not http:// or https://`,
      'ssh, git and file addresses cannot be fetched from; give the https:// address of the repository',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw refused(
      'the repository address has a query or a fragment',
      'give the address that `git clone` takes',
    );
  }
  return url;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Checks an address and takes the credentials out of it. Throws SourceUnavailable, not retryable. */
export const parseRemote = (options: RemoteOptions): Remote => {
  const url = parseHttp(options.url);
  const { username, password, token } = options.credentials ?? {};
  const user = username ?? (decoded(url.username) || 'git');
  const secret = token ?? password ?? decoded(url.password);
  url.username = '';
  url.password = '';
  const shown = url.href.replace(/\/+$/, '');
  if (secret === '') return { url: shown };
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !options.allowInsecureCredentials) {
    throw refused(`credentials for ${shown} would cross the network in the clear`, 'use https://');
  }
  return { url: shown, authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
};
