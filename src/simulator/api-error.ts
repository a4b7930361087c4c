import type { JsonObject } from '../model/json.ts';

/** One entry of `status.details.causes`. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** What is empty in a cause is left out. */
const causeOf = ({ reason, message, field }: StatusCause): JsonObject => ({
  ...(reason !== '' && { reason }),
  message,
  ...(field !== '' && { field }),
});

const detailsOf = (details: StatusDetails): JsonObject =>
  details.causes === undefined
    ? (details as JsonObject)
    : { ...(details as JsonObject), causes: details.causes.map(causeOf) };

/** A refusal as the API server words it: what becomes a `Status` body. Thrown by requests, turned into an answer at the door. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;
  /** Of an expired LIST: the token with which the client may go on all the same. */
  readonly continueToken: string | undefined;

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusDetails,
    continueToken?: string,
  ) {
    super(message);
    this.continueToken = continueToken;
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The `Status` object, in the order of fields in which the real server writes it. */
  body(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken === undefined ? {} : { continue: this.continueToken },
      status: 'Failure',
      message: this.message,
      ...(this.reason !== '' && { reason: this.reason }),
      ...(this.details && { details: detailsOf(this.details) }),
      code: this.code,
    };
  }
}
