import type { JsonObject } from '../../../../src/model/json.ts';
import { kindSchema } from '../../../../src/schema/schema.ts';
import { createFieldManager } from '../../../../src/simulator/ownership/create-field-manager.ts';
import type { Writer } from '../../../../src/simulator/ownership/field-manager.ts';
import { decodeManaged, managedFieldsOf } from '../../../../src/simulator/ownership/managed-fields.ts';
import type { ResourceType } from '../../../../src/simulator/resource-type.ts';
import { structuralSchema } from '../../../../src/simulator/structural/compile.ts';
import { thingSchema } from './thing-schema.ts';

const names = { listKind: '', plural: '', singular: '', shortNames: [], categories: [], verbs: [] };

export const builtIn = (group: string, kind: string, status = false): ResourceType => ({
  ...names,
  group,
  version: 'v1',
  kind,
  namespaced: true,
  status,
  schema: kindSchema({ group, version: 'v1', kind })!.root,
});

export const configMaps = builtIn('', 'ConfigMap');
export const deployments = builtIn('apps', 'Deployment', true);

const structural = structuralSchema(thingSchema);
export const things: ResourceType = {
  ...names,
  group: 'sim.test',
  version: 'v1',
  kind: 'Thing',
  namespaced: true,
  status: true,
  schema: structural.root,
  structural,
};

/** One object and its writers, a second apart, as a request layer would drive them. */
export class Bench {
  readonly #manager = createFieldManager();
  readonly #type: ResourceType;
  #second = 0;
  live: JsonObject | undefined;

  constructor(type: ResourceType) {
    this.#type = type;
  }

  get now(): string {
    return new Date(Date.UTC(2026, 0, 1, 0, 0, this.#second)).toISOString().replace('.000', '');
  }

  #writer(manager: string, subresource: string): Writer {
    this.#second += 1;
    return { manager, type: this.#type, subresource, now: this.now };
  }

  #stored(object: JsonObject): JsonObject {
    this.live = { ...object, metadata: { uid: 'u', ...(object.metadata as JsonObject) } };
    return this.live;
  }

  object(members: JsonObject, metadata: JsonObject = {}): JsonObject {
    const { group, version, kind } = this.#type;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    return { apiVersion, kind, metadata: { name: 'x', ...metadata }, ...members };
  }

  apply(manager: string, applied: JsonObject, { force = false, subresource = '' } = {}): JsonObject {
    const { structural: schema } = this.#type;
    const fillDefaults = (object: JsonObject): JsonObject => schema?.fillDefaults(object) ?? object;
    const writer = this.#writer(manager, subresource);
    return this.#stored(this.#manager.apply({ ...writer, live: this.live, applied, force, fillDefaults }));
  }

  update(manager: string, next: JsonObject, subresource = ''): JsonObject {
    const writer = this.#writer(manager, subresource);
    return this.#stored(this.#manager.update({ ...writer, live: this.live, next }));
  }

  /** `m Apply`, `k Update status`: who owns anything, in order. */
  owners(): readonly string[] {
    return [...decodeManaged(this.live && managedFieldsOf(this.live)).values()].map(
      ({ manager, operation, subresource }) => `${manager} ${operation} ${subresource}`.trimEnd(),
    );
  }

  entry(manager: string, operation = 'Apply'): JsonObject | undefined {
    const entries = (this.live?.metadata as JsonObject | undefined)?.managedFields;
    if (!Array.isArray(entries)) return undefined;
    return (entries as readonly JsonObject[]).find(
      (one) => one.manager === manager && one.operation === operation,
    );
  }

  fields(manager: string, operation = 'Apply'): unknown {
    return this.entry(manager, operation)?.fieldsV1;
  }
}
