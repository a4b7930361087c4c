import { podContainers } from './containers.ts';
import { dataKeys } from './data-keys.ts';
import { ingressBackends } from './ingress-backends.ts';
import { labelsAndAnnotations } from './labels.ts';
import { objectName } from './object-name.ts';
import type { ObjectRule } from './rule.ts';
import { workloadSelector } from './selector.ts';
import { servicePorts } from './service-ports.ts';

/** What is asked of every whole object beside its schema. */
export const objectRules: readonly ObjectRule[] = [
  objectName,
  labelsAndAnnotations,
  workloadSelector,
  podContainers,
  servicePorts,
  ingressBackends,
  dataKeys,
];
