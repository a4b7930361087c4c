import type { JsonObject } from '../../../model/json.ts';
import type { ResourceType } from '../../resource-type.ts';
import { objectAt } from '../defaults/missing.ts';
import type { KindRules } from '../kind-rules.ts';
import { columnsOf } from '../tables/columns-of.ts';
import { warningsOf } from '../validation/pod-warnings.ts';
import { validatorOf } from '../validation/validator-of.ts';
import { generationMover, nextGeneration, withGeneration } from './generation.ts';
import { type KindWrites, kindWrites } from './kind-writes.ts';

/** What a typed server does to objects on their way in: when they are decoded, and when they are stored. */
export interface Coder {
  readonly fill: (object: JsonObject) => JsonObject;
  readonly settle: (object: JsonObject) => JsonObject;
}

interface Parts {
  readonly type: ResourceType;
  readonly coder: Coder;
  readonly writes: KindWrites;
  readonly mover: ReturnType<typeof generationMover>;
}

const withoutStatus = (object: JsonObject): JsonObject => {
  if (object.status === undefined) return object;
  const { status: _, ...rest } = object;
  return rest;
};

const prepareCreate =
  ({ type, coder, writes, mover }: Parts): KindRules['prepareCreate'] =>
  (object, context) => {
    const dropsStatus = type.status && !writes.keepsStatus;
    const fresh = dropsStatus ? coder.fill(withoutStatus(object)) : object;
    const counted = mover === undefined ? fresh : withGeneration(fresh, 1);
    return coder.settle(writes.create === undefined ? counted : writes.create(counted, context));
  };

/** The status of the live object, in the place of whatever was sent. */
const withLiveStatus = (next: JsonObject, live: JsonObject): JsonObject => {
  if (next.status === live.status) return next;
  return live.status === undefined ? withoutStatus(next) : { ...next, status: live.status };
};

const prepareUpdate =
  ({ type, coder, writes, mover }: Parts): KindRules['prepareUpdate'] =>
  (next, live, context) => {
    const kept = type.status ? withLiveStatus(next, live) : next;
    const settled = coder.settle(writes.update === undefined ? kept : writes.update(kept, live, context));
    if (mover === undefined) return withGeneration(settled, objectAt(live, 'metadata').generation);
    return withGeneration(settled, nextGeneration(mover, settled, live));
  };

/** Everything but metadata and status is the live object's; a Deployment's labels too. */
const builtInStatusUpdate = (type: ResourceType, next: JsonObject, live: JsonObject): JsonObject => {
  const { generation, labels } = objectAt(live, 'metadata');
  const counted = withGeneration(next, generation);
  const metadata = objectAt(counted, 'metadata');
  const keepsLabels = type.plural === 'deployments';
  const { labels: _, ...rest } = metadata;
  return {
    ...live,
    ...(next.status === undefined ? {} : { status: next.status }),
    metadata: keepsLabels ? { ...rest, ...(labels !== undefined && { labels }) } : metadata,
  };
};

/** Of a custom resource nothing but the status changes, and the ownership of it. */
const customStatusUpdate = (next: JsonObject, live: JsonObject): JsonObject => {
  const { managedFields } = objectAt(next, 'metadata');
  const metadata = { ...objectAt(live, 'metadata'), ...(managedFields !== undefined && { managedFields }) };
  const rest = withoutStatus(live);
  return { ...rest, metadata, ...(next.status !== undefined && { status: next.status }) };
};

const prepareStatusUpdate =
  ({ type, writes }: Parts): KindRules['prepareStatusUpdate'] =>
  (next, live) => {
    if (type.structural) return customStatusUpdate(next, live);
    const settled = builtInStatusUpdate(type, next, live);
    return writes.statusUpdate === undefined ? settled : writes.statusUpdate(settled, live);
  };

/** The rules of a type, made of what its kind does beyond the usual. */
export const createRules = (type: ResourceType, coder: Coder): KindRules => {
  const writes = type.structural ? {} : (kindWrites[`${type.group}/${type.plural}`] ?? {});
  const parts: Parts = { type, coder, writes, mover: generationMover(type) };
  let columns: KindRules['columns'] | undefined;
  return {
    fillDefaults: coder.fill,
    prepareCreate: prepareCreate(parts),
    prepareUpdate: prepareUpdate(parts),
    prepareStatusUpdate: prepareStatusUpdate(parts),
    ...validatorOf(type),
    warnings: warningsOf(type),
    get columns() {
      columns ??= columnsOf(type);
      return columns;
    },
  };
};
