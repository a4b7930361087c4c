import type { Diagnostic } from '../../model/diagnostic.ts';
import { pointerToken } from '../../model/json.ts';
import { mediaTypes } from '../api.ts';
import { type JsonPatchOperation, replaceEntries } from '../apply/fold.ts';
import { rejectionDiagnostic, rejectionOf } from '../apply/rejection.ts';
import { send } from '../apply/send.ts';
import type { Site } from '../apply/site.ts';
import { applyEntryOf, onWholeObject } from '../inventory/live-metadata.ts';
import { marks } from '../inventory/marks.ts';
import type { ObjectMeta } from '../object-meta.ts';
import { resourcePath } from '../paths.ts';
import type { Member } from './members.ts';

const attempts = 4;

const removals = (
  path: '/metadata/labels' | '/metadata/annotations',
  present: Readonly<Record<string, string>> | undefined,
  ours: readonly string[],
): readonly JsonPatchOperation[] =>
  ours
    .filter((key) => present?.[key] !== undefined)
    .map((key) => ({ op: 'remove', path: `${path}/${pointerToken(key)}` }));

/**
 * Takes away what we wrote beside the user's fields: labels, annotations and our managedFields entries. Never
 * an apply of less: that would delete the fields that we own.
 */
export const releasePatch = (metadata: ObjectMeta, manager: string): readonly JsonPatchOperation[] => {
  const entries = metadata.managedFields ?? [];
  // the entry that this very patch would leave goes as well
  const kept = entries.filter((entry) => entry.manager !== manager || !onWholeObject(entry));
  return [
    ...replaceEntries(metadata.resourceVersion, kept),
    ...removals('/metadata/labels', metadata.labels, [marks.partOf, marks.fleet]),
    ...removals('/metadata/annotations', metadata.annotations, [marks.digest, marks.prune]),
  ];
};

type ReleaseSite = Pick<Site, 'api' | 'clock' | 'fault' | 'looker' | 'manager' | 'wrote'> & {
  readonly signal: AbortSignal;
};

/** Gives one object back; the reason where it could not. An object that is no longer ours is left alone. */
export const releaseMember = async (site: ReleaseSite, member: Member): Promise<Diagnostic | undefined> => {
  const { type, id } = member;
  for (let attempt = 1; ; attempt += 1) {
    const live = await site.looker.look({ type, namespace: id.namespace, name: id.name }, site.signal);
    if (live === undefined || live.uid !== member.uid) return undefined;
    if (applyEntryOf(live, site.manager) === undefined) return undefined;
    await site.fault('release.object');
    const path = resourcePath(type, id, { query: { fieldManager: site.manager } });
    const body = JSON.stringify(releasePatch(live, site.manager));
    const request = { method: 'PATCH' as const, path, body, contentType: mediaTypes.jsonPatch };
    const response = await send(site, { ...request, accept: mediaTypes.metadata }, site.signal);
    site.wrote({ verb: 'patch', of: 'object', status: response.status });
    await site.fault('release.object-done');
    if (response.status === 200 || response.status === 404) return undefined;
    // 422: it changed since the look
    const moved = response.status === 409 || response.status === 422;
    if (!moved || attempt === attempts) return rejectionDiagnostic(rejectionOf(response, id), id);
  }
};
