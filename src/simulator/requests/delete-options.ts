import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StatusCause } from '../api-error.ts';
import { parseYaml } from './decode-body.ts';
import { badRequest, invalid } from './refusals.ts';
import { booleanParameter, dryRunCauses, integerParameter } from './write-options.ts';

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
  const causes = dryRunCauses(values);
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

/** How Go calls the fields and their types when a value does not fit. */
const fields: readonly (readonly [path: string, type: string, name: string, goType: string])[] = [
  ['gracePeriodSeconds', 'number', 'DeleteOptions.gracePeriodSeconds', 'int64'],
  ['orphanDependents', 'boolean', 'DeleteOptions.orphanDependents', 'bool'],
  ['propagationPolicy', 'string', 'DeleteOptions.propagationPolicy', 'v1.DeletionPropagation'],
  ['preconditions.uid', 'string', 'Preconditions.preconditions.uid', 'types.UID'],
  ['preconditions.resourceVersion', 'string', 'Preconditions.preconditions.resourceVersion', 'string'],
];

const jsonKind = (value: Json): string => {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
};

const checkShape = (body: JsonObject): void => {
  const kind = body.kind ?? '';
  if (kind !== '' && kind !== 'DeleteOptions') {
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(body.apiVersion ?? '')} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  for (const [path, type, name, goType] of fields) {
    let value: Json | undefined = body;
    for (const step of path.split('.')) value = isJsonObject(value) ? value[step] : undefined;
    if (value === undefined || value === null || typeof value === type) continue;
    throw badRequest(
      `json: cannot unmarshal ${jsonKind(value)} into Go struct field ${name} of type ${goType}`,
    );
  }
};

const fromBody = (body: JsonObject): DeleteOptions => {
  checkShape(body);
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
