import type { Diagnostic } from '../../model/diagnostic.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { describeResource } from '../../model/resource.ts';
import { parseBody } from '../inventory/live-metadata.ts';
import { resourcePath } from '../paths.ts';
import type { BindingSite } from './binding-site.ts';
import type { Target } from './locate.ts';
import { send } from './send.ts';

const patienceMs = 30_000;
const pollMs = 50;

/** The message of a CRD that is not (yet) served; undefined when it is Established. */
const notEstablished = (object: JsonObject | undefined): string | undefined => {
  const status = object?.status;
  const conditions = isJsonObject(status) && Array.isArray(status.conditions) ? status.conditions : [];
  const of = (type: string): JsonObject | undefined =>
    conditions.filter(isJsonObject).find((condition) => condition.type === type);
  if (of('Established')?.status === 'True') return undefined;
  const names = of('NamesAccepted');
  return names?.status === 'False' ? String(names.message) : 'it is not yet established';
};

const waitFor = async (site: BindingSite, target: Target): Promise<readonly Diagnostic[]> => {
  const until = site.clock.now() + patienceMs;
  let why: string | undefined;
  do {
    const path = resourcePath(target.type, target.id);
    const response = await send(site, { method: 'GET', path }, site.signal);
    why = notEstablished(response.status === 200 ? parseBody(response.body) : undefined);
    if (why === undefined) return [];
    await site.clock.sleep(pollMs, site.signal);
  } while (site.clock.now() < until);
  const { id, source } = target.object;
  const message = `${describeResource(id)}: ${why} after ${patienceMs / 1000} s`;
  return [{ code: 'NotHealthy', severity: 'error', message, resource: id, source }];
};

/** Waits until the server serves what these CRDs define (30 s at most), then makes discovery look again. */
export const waitEstablished = async (
  site: BindingSite,
  definitions: readonly Target[],
): Promise<readonly Diagnostic[]> => {
  const waits = await Promise.all(definitions.map((target) => waitFor(site, target)));
  site.discovery.invalidate();
  site.freshDefinitions = true;
  await site.fault('definition.established');
  return waits.flat();
};
