import type { Json, JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import type { ClusternetOverride, ClusternetOverrides, FleetDocument, Target } from '../repository/fleet.ts';
import type { ImageChange, ReplicaCount } from '../repository/overlay.ts';

interface StepBase {
  readonly document: FleetDocument;
  /** JSON Pointer of the patch inside the document. */
  readonly pointer: string;
  /** Whether it holds `${{ }}`, so that it is another patch for each cluster. */
  readonly expressions: boolean;
}

/** One thing that a layer does to an object, in the order in which it is done. */
export type Step = StepBase &
  (
    | {
        readonly type: 'partial';
        readonly object: KubeObject;
        readonly patch: JsonObject;
        readonly merge: boolean;
      }
    | {
        readonly type: 'patch';
        readonly target: Target;
        readonly patch: Json;
        readonly onMissing: 'error' | 'skip' | 'create';
      }
    | {
        readonly type: 'labels' | 'annotations';
        readonly pairs: JsonObject;
        /** Pod templates, and what else has metadata of its own inside an object. */
        readonly templates: boolean;
        readonly selectors: boolean;
      }
    | { readonly type: 'replicas'; readonly replicas: ReplicaCount }
    | { readonly type: 'image'; readonly image: ImageChange }
    | { readonly type: 'values'; readonly target: Target; readonly values: JsonObject }
    | { readonly type: 'ignoreFields'; readonly target: Target; readonly paths: readonly string[] }
    | {
        readonly type: 'clusternet';
        readonly overrides: ClusternetOverrides;
        readonly override: ClusternetOverride;
      }
  );
export type StepOf<Type extends Step['type']> = Step & { readonly type: Type };
