import { mentionsExpression } from '../expression/substitute.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { FleetDocument } from '../repository/fleet.ts';
import type { Overlay } from '../repository/overlay.ts';
import type { Step, StepOf } from './step-kind.ts';

type Own<One> = One extends Step ? Omit<One, 'document' | 'expressions'> : never;

/** A step of an overlay.yaml; what is looked at for expressions is the whole entry. */
const stepIn = (document: FleetDocument, own: Own<Step>, entry: unknown): Step =>
  ({ ...own, document, expressions: mentionsExpression(entry as Json) }) as Step;

const patchSteps = (document: FleetDocument, { patches }: Overlay): readonly Step[] =>
  patches.map(({ pointer, ...patch }) =>
    stepIn(document, { type: 'patch', pointer: `${pointer}/patch`, ...patch }, patch),
  );

const pairSteps = (document: FleetDocument, overlay: Overlay): readonly Step[] => {
  const labels = overlay.labels.map(({ pairs, includeTemplates, includeSelectors, pointer }) =>
    stepIn(
      document,
      {
        type: 'labels',
        pointer: `${pointer}/pairs`,
        pairs,
        templates: includeTemplates || includeSelectors,
        selectors: includeSelectors,
      },
      pairs,
    ),
  );
  const annotations = (['annotations', 'commonAnnotations'] as const)
    .filter((field) => Object.keys(overlay[field]).length > 0)
    .map((field) => {
      const pairs: JsonObject = overlay[field];
      const templates = field === 'commonAnnotations';
      const own: Own<StepOf<'labels' | 'annotations'>> = {
        type: 'annotations',
        pointer: `/${field}`,
        pairs,
        templates,
        selectors: false,
      };
      return stepIn(document, own, pairs);
    });
  return [...labels, ...annotations];
};

/** What an overlay.yaml does, in the order of the format's page, whatever the order written. */
export const overlaySteps = (document: FleetDocument, overlay: Overlay): readonly Step[] => [
  ...patchSteps(document, overlay),
  ...pairSteps(document, overlay),
  ...overlay.replicas.map((replicas) =>
    stepIn(document, { type: 'replicas', pointer: replicas.pointer, replicas }, replicas),
  ),
  ...overlay.images.map((image) => stepIn(document, { type: 'image', pointer: image.pointer, image }, image)),
  ...overlay.values.map(({ pointer, target, values }) =>
    stepIn(document, { type: 'values', pointer, target, values }, [target, values]),
  ),
  ...overlay.ignoreFields.map(({ pointer, target, paths }) =>
    stepIn(document, { type: 'ignoreFields', pointer, target, paths }, [target, paths]),
  ),
];
