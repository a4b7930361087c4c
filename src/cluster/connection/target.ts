import { HeadwaterError } from '../../model/diagnostic.ts';

/** Where an API server is, taken apart once. */
export interface Target {
  readonly origin: string;
  /** `host:port`, for people. */
  readonly authority: string;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** '' or e.g. `/k8s/clusters/c-1`, as some proxies have it. */
  readonly prefix: string;
  readonly secure: boolean;
}

/**
 * Reads a kubeconfig's `server`. Refused (ClusterConfigRefused): what is no http(s) URL, userinfo in it, a
 * query, and plain http to anything but loopback, where tokens would travel readable.
 */
export const targetOf = (server: string, context: string): Target => {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused(context, 'its server is not an http or https URL');
  }
  if (url.username !== '' || url.password !== '')
    throw refused(context, 'its server holds a user or password');
  if (url.search !== '' || url.hash !== '') throw refused(context, 'its server holds a query or fragment');
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!secure && !isLoopback(host)) {
    throw refused(context, 'plain http is for loopback only; use https');
  }
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return {
    origin: url.origin,
    authority: `${url.hostname}:${port}`,
    host,
    port,
    prefix: url.pathname.replace(/\/+$/, ''),
    secure,
  };
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

const refused = (context: string, why: string): HeadwaterError =>
  new HeadwaterError(
    { code: 'ClusterConfigRefused', severity: 'error', message: `kubeconfig context ${context}: ${why}` },
    { retryable: false },
  );
