import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { StatusCause } from '../api-error.ts';
import { parseYaml } from './decode-body.ts';
import { badRequest, invalid } from './refusals.ts';
import { booleanParameter, integerParameter } from './write-options.ts';

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

const policies = ['Background', 'Foreground', 'Orphan'] as const;

const dryRunOf = (values: readonly string[]): boolean => {
  const causes: readonly StatusCause[] = values
    .filter((value) => value !== 'All')
    .map((value) => ({
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(value)}: supported values: "All"`,
      field: 'dryRun',
    }));
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', causes);
  return values.length > 0;
};

const checked = (options: DeleteOptions): DeleteOptions => {
  const { propagationPolicy, orphanDependents } = options;
  const causes: StatusCause[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(propagationPolicy)}: orphanDependents and deletionPropagation cannot be both set`,
      field: 'propagationPolicy',
    });
  }
  if (propagationPolicy !== undefined && !(policies as readonly string[]).includes(propagationPolicy)) {
    const supported = ['Foreground', 'Background', 'Orphan', 'nil'].map((one) => JSON.stringify(one));
    causes.push({
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(propagationPolicy)}: supported values: ${supported.join(', ')}`,
      field: 'propagationPolicy',
    });
  }
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', causes);
  return options;
};

const fromBody = (body: JsonObject): DeleteOptions => {
  const kind = body.kind;
  if (kind !== undefined && kind !== '' && kind !== 'DeleteOptions') {
    throw badRequest('decoded object cannot be converted to DeleteOptions');
  }
  const preconditions = isJsonObject(body.preconditions) ? body.preconditions : {};
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, dryRun } = body;
  const { uid, resourceVersion } = preconditions;
  return checked({
    dryRun: dryRunOf(Array.isArray(dryRun) ? (dryRun as readonly string[]) : []),
    ...(typeof gracePeriodSeconds === 'number' && { gracePeriodSeconds }),
    ...(typeof propagationPolicy === 'string' && { propagationPolicy }),
    ...(typeof orphanDependents === 'boolean' && { orphanDependents }),
    ...(typeof uid === 'string' && { uid }),
    ...(typeof resourceVersion === 'string' && { resourceVersion }),
  });
};

const fromQuery = (query: URLSearchParams): DeleteOptions => {
  const gracePeriodSeconds = integerParameter(query, 'gracePeriodSeconds');
  const propagationPolicy = query.get('propagationPolicy');
  const orphanDependents = booleanParameter(query, 'orphanDependents');
  return checked({
    dryRun: dryRunOf(query.getAll('dryRun')),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(propagationPolicy !== null && { propagationPolicy }),
    ...(orphanDependents !== undefined && { orphanDependents }),
  });
};

/** Options of a DELETE: those of the body where there is one, else those of the query. */
export const deleteOptions = (query: URLSearchParams, body: Buffer): DeleteOptions => {
  if (body.length === 0) return fromQuery(query);
  const value = parseYaml(body.toString('utf8'));
  if (!isJsonObject(value)) throw badRequest('decoded object cannot be converted to DeleteOptions');
  return fromBody(value);
};
