import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import type { PersonAtCluster } from './person-at-cluster.ts';

/** The Deployment that the story is about. */
export const fronts = '/apis/apps/v1/namespaces/shop/deployments';
export const frontPath = `${fronts}/front`;

/** What of it a person looks at. */
export interface Front {
  readonly replicas: number;
  readonly ready: number;
  readonly image: string;
}

interface Deployment {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
    };
  };
  readonly status?: { readonly readyReplicas?: number };
}

export const frontOf = (object: KubeObject | JsonObject): Front => {
  const { spec, status } = object as unknown as Deployment;
  return {
    replicas: spec.replicas,
    ready: status?.readyReplicas ?? 0,
    image: spec.template.spec.containers.find(({ name }) => name === 'front')?.image ?? '',
  };
};

export const readFront = async (person: PersonAtCluster): Promise<Front> =>
  frontOf(await person.get(frontPath));
