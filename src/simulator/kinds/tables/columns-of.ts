import type { ResourceType } from '../../resource-type.ts';
import type { TableColumn } from '../kind-rules.ts';

/** The columns of `kubectl get`. */
export const columnsOf = (_type: ResourceType): readonly TableColumn[] => [];
