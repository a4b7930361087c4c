import type { JsonObject } from '../../../model/json.ts';
import { objectAt, withMissing } from '../defaults/missing.ts';
import { sameJson } from './same-json.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';

/**
 * The labels by which a Job knows its Pods: made of its uid and name, which stand in metadata when it is created.
 * A Job without labels of its own shares those of its template, these included.
 */
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
  const wanted = objectAt(spec, 'selector');
  const selector = {
    ...wanted,
    matchLabels: withMissing(objectAt(wanted, 'matchLabels'), { [uidLabel]: uid }),
  };
  const given = objectAt(job, 'metadata').labels;
  const inherits = given === undefined || sameJson(given, metadata.labels);
  return {
    ...job,
    ...(inherits && { metadata: { ...objectAt(job, 'metadata'), labels } }),
    spec: { ...spec, selector, template: { ...template, metadata: { ...metadata, labels } } },
  };
};
