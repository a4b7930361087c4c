import { closeSync, openSync, writeSync } from 'node:fs';
import type { ResourcePath } from '../requests/resource-path.ts';

/** One request, as kube-apiserver's audit log (audit.k8s.io/v1, level Metadata) tells it. */
export interface AuditedRequest {
  readonly id: string;
  readonly verb: string;
  readonly uri: string;
  readonly user: string;
  readonly userAgent: string;
  readonly resource: ResourcePath | undefined;
  /** Milliseconds since 1970; fractions count. */
  readonly receivedAt: number;
}

/** Requests of one cluster, counted and, where wanted, written down. */
export interface AuditTrail {
  /** `code` is the answer's; of a watch this is told when it begins. */
  record(request: AuditedRequest, code: number, stage?: 'ResponseStarted' | 'ResponseComplete'): void;
  /** How many requests were answered, by `verb resource user`. */
  counts(): ReadonlyMap<string, number>;
  close(): void;
}

const microseconds = (milliseconds: number): string => {
  const whole = Math.floor(milliseconds);
  const micros = Math.floor((milliseconds - whole) * 1000);
  return new Date(whole).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
};

const referenceOf = ({ plural, subresource, group, version, namespace, name }: ResourcePath) => ({
  resource: plural,
  ...(namespace !== '' && { namespace }),
  ...(name !== '' && { name }),
  ...(group !== '' && { apiGroup: group }),
  apiVersion: version,
  ...(subresource !== '' && { subresource }),
});

const lineOf = (request: AuditedRequest, code: number, stage: string): string =>
  `${JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: request.id,
    stage,
    requestURI: request.uri,
    verb: request.verb,
    user: { username: request.user },
    userAgent: request.userAgent,
    ...(request.resource && { objectRef: referenceOf(request.resource) }),
    responseStatus: { metadata: {}, code },
    requestReceivedTimestamp: microseconds(request.receivedAt),
  })}\n`;

const nameOf = ({ resource, uri }: AuditedRequest): string => {
  if (resource === undefined) return uri.split('?')[0]!;
  const { plural, group, subresource } = resource;
  return `${plural}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`}`;
};

/** Counts, and writes each request to `file` before it is answered, as `--audit-log-mode=blocking` does. */
export const openAuditTrail = (file: string | undefined): AuditTrail => {
  const descriptor = file === undefined ? undefined : openSync(file, 'a', 0o600);
  const counted = new Map<string, number>();
  return {
    record: (request, code, stage = 'ResponseComplete') => {
      const key = `${request.verb} ${nameOf(request)} ${request.user}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
      if (descriptor !== undefined) writeSync(descriptor, lineOf(request, code, stage));
    },
    counts: () => counted,
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
};
