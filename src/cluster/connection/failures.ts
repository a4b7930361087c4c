import { type DiagnosticCode, HeadwaterError } from '../../model/diagnostic.ts';

/** The errors of one cluster's connection. Messages name host and cause, never a token, header or body. */
export interface Failures {
  /** An error of undici, node:tls or node:http2. */
  transport(error: unknown): HeadwaterError;
  timeout(milliseconds: number): HeadwaterError;
  silent(milliseconds: number): HeadwaterError;
  cut(): HeadwaterError;
  tooLarge(what: string, bytes: number): HeadwaterError;
  unauthorized(): HeadwaterError;
  closed(): HeadwaterError;
}

interface Cause {
  readonly code: DiagnosticCode;
  readonly text: string;
  readonly retryable: boolean;
}

const cause = (text: string, code: DiagnosticCode = 'ClusterUnreachable', retryable = true): Cause => ({
  code,
  text,
  retryable,
});
const untrusted = cause(
  'its certificate is not signed by the CA of the kubeconfig',
  'ClusterUnreachable',
  false,
);
const rejected = cause('it refused our client certificate', 'ClusterAuth');

/** Codes of Node's system errors, of OpenSSL's verification and of undici that a person can act upon. */
const causes: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: cause('connection refused'),
  ECONNRESET: cause('connection reset'),
  EPIPE: cause('connection closed while writing'),
  ENOTFOUND: cause('its name cannot be resolved'),
  EAI_AGAIN: cause('its name cannot be resolved just now'),
  ETIMEDOUT: cause('connection timed out'),
  EHOSTUNREACH: cause('no route to it'),
  ENETUNREACH: cause('no route to its network'),
  UND_ERR_CONNECT_TIMEOUT: cause('connection timed out'),
  UND_ERR_HEADERS_TIMEOUT: cause('no answer in time'),
  UND_ERR_BODY_TIMEOUT: cause('its answer stopped half-way'),
  UND_ERR_SOCKET: cause('connection closed by it'),
  UND_ERR_DESTROYED: cause('connection closed by us'),
  UND_ERR_CLOSED: cause('connection closed by us'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: cause('its certificate has expired'),
  CERT_NOT_YET_VALID: cause('its certificate is not yet valid'),
  ERR_TLS_CERT_ALTNAME_INVALID: cause('its certificate is for another name', 'ClusterUnreachable', false),
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: rejected,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: rejected,
  ERR_SSL_SSL_TLS_ALERT_BAD_CERTIFICATE: rejected,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: rejected,
  ERR_SSL_SSL_TLS_ALERT_CERTIFICATE_EXPIRED: rejected,
  ERR_SSL_WRONG_VERSION_NUMBER: cause('it does not speak TLS', 'ClusterUnreachable', false),
};

export const createFailures = (cluster: string, host: string): Failures => {
  const failure = (what: Cause, error?: unknown): HeadwaterError =>
    new HeadwaterError(
      { code: what.code, severity: 'error', message: `cluster ${cluster} (${host}): ${what.text}` },
      { retryable: what.retryable, cause: error },
    );
  return {
    transport: (error) => {
      if (error instanceof HeadwaterError) return error;
      const code = codeOf(error);
      return failure(causes[code] ?? cause(`connection failed${code === '' ? '' : ` (${code})`}`), error);
    },
    timeout: (milliseconds) => failure(cause(`no complete answer within ${milliseconds} ms`)),
    silent: (milliseconds) => failure(cause(`a watch was silent for ${milliseconds} ms`)),
    cut: () => failure(cause('a stream was cut')),
    tooLarge: (what, bytes) =>
      failure(cause(`${what} is larger than ${bytes} bytes`, 'ClusterUnreachable', false)),
    unauthorized: () => failure(cause('it refused our credentials (401)', 'ClusterAuth')),
    closed: () => failure(cause('the connection was closed by us', 'ClusterUnreachable', false)),
  };
};

/** The innermost code: Happy Eyeballs wraps the attempts in an AggregateError, undici and http2 in a cause. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  const inner = error instanceof AggregateError ? error.errors.at(-1) : error.cause;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && code in causes) return code;
  return (inner === undefined ? '' : codeOf(inner)) || (typeof code === 'string' ? code : '');
};
