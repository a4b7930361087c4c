import type { JsonObject } from '../../../model/json.ts';
import { objectAt, withMissing } from '../defaults/missing.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';

/** The labels by which a Job knows its Pods: made of its uid and name, which stand in metadata when it is created. */
export const jobCreate = (job: JsonObject): JsonObject => {
  const spec = objectAt(job, 'spec');
  if (spec.manualSelector === true) return job;
  const { uid, name } = objectAt(job, 'metadata');
  if (typeof uid !== 'string' || typeof name !== 'string') return job;
  const template = objectAt(spec, 'template');
  const metadata = objectAt(template, 'metadata');
  const labels = withMissing(objectAt(metadata, 'labels'), {
    'controller-uid': uid,
    'job-name': name,
    [uidLabel]: uid,
    'batch.kubernetes.io/job-name': name,
  });
  const given = objectAt(spec, 'selector');
  const selector = {
    ...given,
    matchLabels: withMissing(objectAt(given, 'matchLabels'), { [uidLabel]: uid }),
  };
  return {
    ...job,
    spec: { ...spec, selector, template: { ...template, metadata: { ...metadata, labels } } },
  };
};
