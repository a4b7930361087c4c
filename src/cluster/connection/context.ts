import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Credentials } from './credentials.ts';

/** A way to one API server: a kubeconfig's context, or the service account of our own Pod. */
export interface KubeContext {
  readonly name: string;
  /** Origin and path prefix (some proxies have one); without userinfo. */
  readonly server: string;
  /** Why it may not be used. Others of the same file may: bindings fail alone. */
  readonly refusal?: Diagnostic;
  /** Reads files and asks plugins as needed. Rejects with a HeadwaterError. */
  readonly readCredentials: () => Promise<Credentials>;
  /** Milliseconds after which credentials are read again. */
  readonly maxAgeMs: number;
}
