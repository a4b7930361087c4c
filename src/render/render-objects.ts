import { type DesiredObject, objectTreatment } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { bindingDigest } from '../model/digest.ts';
import { byCodePoint } from '../model/json.ts';
import { describeResource } from '../model/resource.ts';
import { fingerprint, sharedStackKey } from '../overlay/fingerprint.ts';
import type { Layer, ManagedCluster } from '../repository/fleet.ts';
import { type RenderedObjects, type RenderMemo, remembered } from './memo.ts';
import { compareDesired } from './object-order.ts';
import { renderObjectOnce } from './render-object.ts';
import type { Subject } from './subject.ts';

export interface RenderObjectsOptions {
  readonly subject: Subject;
  readonly cluster: ManagedCluster;
  /** The layers of the cluster's stack that may reach a resource of the subject, in order. */
  readonly layers: readonly Layer[];
  readonly memo: RenderMemo;
}

const duplicates = (objects: readonly DesiredObject[]): readonly Diagnostic[] => {
  const first = new Map<string, DesiredObject>();
  const found: Diagnostic[] = [];
  for (const object of objects) {
    const other = first.get(object.key);
    first.set(object.key, other ?? object);
    if (!other) continue;
    const [a, b] = [other.source, object.source].toSorted(
      (x, y) => byCodePoint(x.file, y.file) || x.line - y.line,
    ) as [typeof object.source, typeof object.source];
    found.push({
      code: 'DuplicateObject',
      severity: 'error',
      message: `${describeResource(object.id)} stands here and at ${a.file}:${a.line}`,
      resource: object.id,
      source: b,
      hint: 'remove one of the two',
    });
  }
  return found;
};

const renderAll = ({ subject, cluster, layers, memo }: RenderObjectsOptions) => {
  const { fleet, scopes } = subject;
  const rendered = subject.resources.map((resource) =>
    renderObjectOnce({ fleet, cluster, resource, layers, scopes }, memo),
  );
  return {
    objects: rendered.flatMap(({ desired }) => desired ?? []).toSorted(compareDesired),
    diagnostics: rendered.flatMap(({ diagnostics }) => diagnostics),
  };
};

/** The objects of a binding in their order: from the memo where it still has them. */
export const objectsOf = (options: RenderObjectsOptions): readonly DesiredObject[] =>
  renderAll(options).objects;

/** The digest of a binding, and what is wrong with its objects; remembered by what is read. */
export const renderObjects = (options: RenderObjectsOptions): RenderedObjects => {
  const { subject, cluster, layers, memo } = options;
  const key = fingerprint(`${subject.key} ${sharedStackKey(layers, cluster)}`);
  return remembered(memo.bindings, key, () => {
    const { objects, diagnostics } = renderAll(options);
    const value: RenderedObjects = {
      digest: bindingDigest(objects),
      treatment: objectTreatment(objects),
      diagnostics: [...diagnostics, ...duplicates(objects)],
    };
    return { value, weight: 300 + 300 * value.diagnostics.length };
  });
};
