import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { vi } from 'vitest';
import { plainClient } from '../../../src/demo/control-plane/api-client.ts';
import type { LocalCluster } from '../../../src/demo/control-plane/local-cluster.ts';

/** One request that the API server answered, or one watch that it began. */
export interface AuditEntry {
  readonly verb: string;
  /** `deployments.apps`, `pods/status`, … ; the path where it was no resource. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly user: string;
  readonly userAgent: string;
  readonly code: number;
  readonly uri: string;
}

/** A place in a cluster's audit log. */
export interface AuditMark {
  readonly offset: number;
  /** When the server received the request that made the mark; RFC 3339 with microseconds. */
  readonly received: string;
}

interface AuditLine {
  readonly auditID: string;
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly apiGroup?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp: string;
}

const marker = 'audit-mark/';

const readFrom = async (file: string, offset: number): Promise<Buffer> => {
  const handle: FileHandle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

const logOf = (cluster: LocalCluster): string => {
  if (cluster.auditLog === undefined) throw new Error('start the fleet with `audit: true`');
  return cluster.auditLog;
};

/** Sends a request that is known by its user agent: what is logged before it had been answered before it. */
const sendMarker = async (cluster: LocalCluster): Promise<string> => {
  const userAgent = `${marker}${randomUUID()}`;
  const client = plainClient({ url: cluster.url, caPem: cluster.caPem, token: cluster.adminToken });
  const { status } = await client.send({ path: '/version', userAgent });
  await client.close();
  if (status !== 200) throw new Error(`the API server answered the marker with ${status}`);
  return userAgent;
};

/** What was logged from `offset` to the marker's line inclusive, and where that line ends. */
const readToMarker = async (cluster: LocalCluster, offset: number) => {
  const userAgent = await sendMarker(cluster);
  return vi.waitFor(
    async () => {
      const bytes = await readFrom(logOf(cluster), offset);
      const at = bytes.indexOf(userAgent);
      const end = at < 0 ? -1 : bytes.indexOf('\n', at);
      if (end < 0) throw new Error('the marker is not in the audit log');
      const text = bytes.subarray(0, end).toString('utf8');
      const lines = text.split('\n').map((line) => JSON.parse(line) as AuditLine);
      return { lines, end: offset + end + 1 };
    },
    { timeout: 10_000, interval: 5 },
  );
};

const entryOf = (line: AuditLine): AuditEntry => {
  const { resource = '', subresource, apiGroup, namespace = '', name = '' } = line.objectRef ?? {};
  const kind = `${resource}${apiGroup ? `.${apiGroup}` : ''}${subresource ? `/${subresource}` : ''}`;
  return {
    verb: line.verb,
    resource: kind || line.requestURI.split('?')[0]!,
    namespace,
    name,
    user: line.user.username,
    userAgent: line.userAgent ?? '',
    code: line.responseStatus?.code ?? 0,
    uri: line.requestURI,
  };
};

/** Marks now: a later auditSince() tells what the server received after this call. */
export const auditMark = async (cluster: LocalCluster): Promise<AuditMark> => {
  const { lines, end } = await readToMarker(cluster, 0);
  return { offset: end, received: lines.at(-1)!.requestReceivedTimestamp };
};

/**
 * Every request that the API server received since the mark and has answered by now, counted by the server
 * itself. A watch counts when it begins; one that began before the mark and ends after it does not.
 */
export const auditSince = async (cluster: LocalCluster, mark: AuditMark): Promise<readonly AuditEntry[]> => {
  const { lines } = await readToMarker(cluster, mark.offset);
  const seen = new Set<string>();
  return lines
    .filter((line) => {
      const ours = line.userAgent?.startsWith(marker) ?? false;
      const isNew = !seen.has(line.auditID) && line.requestReceivedTimestamp >= mark.received;
      seen.add(line.auditID);
      return isNew && !ours;
    })
    .map(entryOf);
};

/** How often each value of `key` occurs: `countBy(entries, (e) => `${e.verb} ${e.resource}`)`. */
export const countBy = (
  entries: readonly AuditEntry[],
  key: (entry: AuditEntry) => string,
): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const entry of entries) counts[key(entry)] = (counts[key(entry)] ?? 0) + 1;
  return counts;
};

/** Requests that change something; a dry run does not. */
export const isWrite = (entry: AuditEntry): boolean =>
  ['create', 'update', 'patch', 'delete', 'deletecollection'].includes(entry.verb) &&
  !/[?&]dryRun=All\b/.test(entry.uri);
