import { isJsonObject, type Json } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import { isSecret } from './secret-data.ts';

/** What stands for a Secret's value in anything that is printed. Not base64, so that it cannot be applied by mistake. */
export const maskedValue = '<masked>';

/** kubectl's copy of the whole manifest, values and all. */
const copyAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

const maskValues = (values: Json): Json =>
  isJsonObject(values)
    ? Object.fromEntries(Object.keys(values).map((key) => [key, maskedValue]))
    : maskedValue;

/** A Secret with its keys and without its values; any other object as it is. */
export const maskSecrets = (object: KubeObject): KubeObject => {
  if (!isSecret(object)) return object;
  const { annotations } = object.metadata;
  const copied = annotations !== undefined && Object.hasOwn(annotations, copyAnnotation);
  return {
    ...object,
    ...(object.data !== undefined && { data: maskValues(object.data) }),
    ...(object.stringData !== undefined && { stringData: maskValues(object.stringData) }),
    ...(copied && {
      metadata: { ...object.metadata, annotations: { ...annotations, [copyAnnotation]: maskedValue } },
    }),
  };
};
