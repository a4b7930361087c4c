import type { KubeObject } from '../../../../model/resource.ts';
import type { Fault } from '../fault.ts';

/** What a server refuses of a whole object and no schema says; its types may be wrong, which is told elsewhere. */
export type ObjectRule = (object: KubeObject) => readonly Fault[];
