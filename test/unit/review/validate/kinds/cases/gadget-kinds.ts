import { type CustomKinds, customKindsOf } from '../../../../../../src/review/validate/kinds/known-kinds.ts';
import { documentOf, fleetOf } from '../../../../overlay/small-fleet.ts';
import { gadgetDefinition } from './gadget-definition.ts';

/** What a repository knows that has the gadget's definition in a feed. */
export const gadgetKinds: CustomKinds = customKindsOf(
  fleetOf({
    resources: [
      {
        document: documentOf('feeds/crds/gadget.yaml', 'kind: CustomResourceDefinition'),
        feed: 'crds',
        id: {
          group: 'apiextensions.k8s.io',
          kind: 'CustomResourceDefinition',
          namespace: '',
          name: 'gadgets',
        },
        object: gadgetDefinition,
      },
    ],
  }),
);
