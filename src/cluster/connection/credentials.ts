import { createSecureContext, type SecureContext } from 'node:tls';

/** What proves a server and ourselves on the TLS layer. All PEM. */
export interface TlsMaterial {
  /** Absent: the roots that Node trusts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name to check the server's certificate against, where it is not the host. */
  readonly serverName?: string;
  /** insecure-skip-tls-verify. */
  readonly skipVerify: boolean;
}

export interface Credentials {
  /** Authorization and Impersonate-*; names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: TlsMaterial;
  /** Milliseconds since the epoch, where the credential itself says so. */
  readonly expiresAt?: number;
}

export interface CredentialSource {
  /** The credentials to use now; no promise while they are fresh, for it is asked before every request. */
  current(): Credentials | Promise<Credentials>;
  /** After a 401: reads them anew, unless that happened seconds ago. */
  renew(): Promise<Credentials>;
}

export interface CredentialSourceOptions {
  /** Rejects with a HeadwaterError. */
  readonly read: () => Promise<Credentials>;
  /** Milliseconds that a reading serves (a token file is read each minute); Infinity = until it expires. */
  readonly maxAgeMs: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Milliseconds before its end that a credential counts as expired: clocks differ. */
const skewMs = 60_000;
/** Milliseconds between two readings at least, or a revoked token would start a plugin for every request. */
const pauseMs = 5_000;

export const sameTls = (a: TlsMaterial, b: TlsMaterial): boolean =>
  a.ca === b.ca &&
  a.cert === b.cert &&
  a.key === b.key &&
  a.serverName === b.serverName &&
  a.skipVerify === b.skipVerify;

export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
  /** What Node would otherwise make of ca, cert and key for each connection anew. */
  readonly secureContext?: SecureContext;
}

const contexts = new WeakMap<TlsMaterial, SecureContext>();

/**
 * One context for all connections of one material: making it parses the certificates and takes a millisecond and
 * memory, a fifth of a TLS connection's cost. Undefined when the material is not accepted: the connection says why.
 */
const contextOf = (material: TlsMaterial): SecureContext | undefined => {
  const known = contexts.get(material);
  if (known !== undefined) return known;
  const { ca, cert, key } = material;
  try {
    const made = createSecureContext({ ca, cert, key });
    contexts.set(material, made);
    return made;
  } catch {
    return undefined;
  }
};

/** As node:tls and undici's connector take them. */
export const tlsOptions = (material: TlsMaterial): TlsOptions => {
  const { ca, cert, key, serverName, skipVerify } = material;
  const secureContext = contextOf(material);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    // said outright, so that no environment variable decides it
    rejectUnauthorized: !skipVerify,
    ...(secureContext === undefined ? {} : { secureContext }),
  };
};

/** Keeps credentials fresh: one reading at a time, and an old one goes on serving when a new one fails. */
export const createCredentialSource = (options: CredentialSourceOptions): CredentialSource => {
  const now = options.now ?? Date.now;
  let held: { readonly credentials: Credentials; readonly until: number } | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let flight: Promise<Credentials> | undefined;

  const read = async (): Promise<Credentials> => {
    readAt = now();
    const credentials = await options.read();
    const expiry =
      credentials.expiresAt === undefined ? Number.POSITIVE_INFINITY : credentials.expiresAt - skewMs;
    held = { credentials, until: Math.max(readAt + pauseMs, Math.min(readAt + options.maxAgeMs, expiry)) };
    return credentials;
  };
  const readOnce = (): Promise<Credentials> => {
    flight ??= read().finally(() => {
      flight = undefined;
    });
    return flight;
  };
  const refresh = async (former: Credentials): Promise<Credentials> => {
    try {
      return await readOnce();
    } catch {
      // a token file is replaced in two steps, a plugin is offline: what we hold may still be accepted
      held = { credentials: former, until: now() + pauseMs };
      return former;
    }
  };

  return {
    current: () => {
      if (held === undefined) return readOnce();
      return now() < held.until ? held.credentials : refresh(held.credentials);
    },
    renew: () => {
      // who was refused while others already renew gets what they get
      if (flight !== undefined) return flight;
      if (held !== undefined && now() - readAt < pauseMs) return Promise.resolve(held.credentials);
      return readOnce();
    },
  };
};
