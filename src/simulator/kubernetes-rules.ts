import { builtInTypes } from './kinds/built-in-types.ts';
import { decodingError } from './kinds/decode/decoding-error.ts';
import { rulesOf } from './kinds/rules-of.ts';
import { createFieldManager } from './ownership/create-field-manager.ts';
import { structuralSchema } from './structural/compile.ts';
import type { TypeRules } from './type-rules.ts';

/** Kubernetes' own kinds and rules; one serves every cluster. */
export const kubernetesRules = (): TypeRules => ({
  builtInTypes: builtInTypes(),
  fieldManager: createFieldManager(),
  rulesOf,
  decodingError,
  structuralSchema,
});
