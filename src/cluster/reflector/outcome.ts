import { HeadwaterError } from '../../model/diagnostic.ts';

/** How one attempt to list or watch ended; what comes next is decided from it alone. */
export type Outcome =
  /** The server ended the watch in good order, as it does after timeoutSeconds. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'listed' }
  /** 410: what we would resume from is compacted away. */
  | { readonly kind: 'expired' }
  /** 404: the kind is not served (its CRD is gone). */
  | { readonly kind: 'unserved' }
  | { readonly kind: 'forbidden' }
  /** This server does not know sendInitialEvents. */
  | { readonly kind: 'without-watch-list' }
  | {
      readonly kind: 'failed';
      readonly why: string;
      /** The server said so itself; false when it could not be reached or heard. */
      readonly answered: boolean;
      /** Seconds. */
      readonly retryAfter?: number;
    };

/** What a status, of an answer or of an ERROR event, means. `retryAfter` in seconds. */
export const outcomeOfStatus = (status: number, retryAfter?: number): Outcome => {
  switch (status) {
    case 410:
      return { kind: 'expired' };
    case 404:
      return { kind: 'unserved' };
    case 403:
      return { kind: 'forbidden' };
    default: {
      const why = `answered ${status}`;
      return { kind: 'failed', why, answered: true, ...(retryAfter === undefined ? {} : { retryAfter }) };
    }
  }
};

/** An error of the port, or one that an event listener of ours threw: retried all the same. */
export const outcomeOfError = (error: unknown): Outcome => ({
  kind: 'failed',
  answered: false,
  why: error instanceof HeadwaterError ? error.diagnostic.message : 'an event could not be handled',
});
