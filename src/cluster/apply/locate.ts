import type { DesiredObject } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { describeResource, gvkOf, type ResourceId, resourceKey } from '../../model/resource.ts';
import type { Discovery, ResourceType } from '../discovery.ts';

/** An object with the place that it has in this cluster. */
export interface Target {
  readonly object: DesiredObject;
  readonly type: ResourceType;
  /** The declared id, its namespace as the kind's scope here wants it. */
  readonly id: ResourceId;
  readonly key: string;
}

export interface Located {
  readonly targets: readonly Target[];
  readonly unknown: readonly DesiredObject[];
}

/** The id as the cluster has it: a render without the cluster may not have known the kind's scope. */
const scoped = (id: ResourceId, type: ResourceType): ResourceId => {
  if (!type.namespaced) return id.namespace === '' ? id : { ...id, namespace: '' };
  return id.namespace === '' ? { ...id, namespace: 'default' } : id;
};

const targetOf = (object: DesiredObject, type: ResourceType): Target => {
  const id = scoped(object.id, type);
  return { object, type, id, key: id === object.id ? object.key : resourceKey(id) };
};

/** Resolves each kind once. Rejects where discovery itself fails: that is never read as "not served". */
export const locate = async (discovery: Discovery, objects: readonly DesiredObject[]): Promise<Located> => {
  const byKind = Map.groupBy(objects, ({ object }) => `${object.apiVersion}|${object.kind}`);
  const targets: Target[] = [];
  const unknown: DesiredObject[] = [];
  for (const members of byKind.values()) {
    const [first] = members;
    const type = first && (await discovery.resolve(gvkOf(first.object)));
    if (type) targets.push(...members.map((object) => targetOf(object, type)));
    else unknown.push(...members);
  }
  return { targets, unknown };
};

export const kindUnknown = (object: DesiredObject): Diagnostic => ({
  code: 'KindUnknown',
  severity: 'error',
  message: `${describeResource(object.id)}: the cluster does not serve ${object.object.apiVersion} ${object.object.kind}`,
  resource: object.id,
  source: object.source,
  hint: 'add its CustomResourceDefinition to a feed, or correct apiVersion and kind',
});
