import type { JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import { scheduleFault } from './cron-schedule.ts';
import type { Faults } from './faults.ts';
import { templateFaults } from './pod-rules.ts';
import { selectorFaults, selectorMatches } from './selector-rules.ts';

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

const modeFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  const mode = spec.completionMode;
  if (mode === undefined) return;
  if (mode !== 'NonIndexed' && mode !== 'Indexed') {
    faults.unsupported(`${field}.completionMode`, mode, ['NonIndexed', 'Indexed']);
  } else if (mode === 'Indexed' && spec.completions === undefined) {
    faults.required(`${field}.completions`, 'when completion mode is Indexed');
  }
};

const restartFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  const policy = objectAt(objectAt(spec, 'template'), 'spec').restartPolicy;
  if (policy === undefined || policy === '' || policy === 'Always') {
    faults.required(`${field}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"');
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    faults.unsupported(`${field}.template.spec.restartPolicy`, policy, ['OnFailure', 'Never']);
  }
};

/** The spec of a Job, its own or that of a CronJob's template. */
const jobSpecFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  for (const name of counts) faults.nonNegative(`${field}.${name}`, spec[name]);
  modeFaults(faults, spec, field);
  templateFaults(faults, objectAt(spec, 'template'), `${field}.template`);
  restartFaults(faults, spec, field);
};

export const jobFaults = (faults: Faults, job: JsonObject): void => {
  const spec = objectAt(job, 'spec');
  jobSpecFaults(faults, spec, 'spec');
  if (spec.selector === undefined) faults.required('spec.selector');
  else selectorFaults(faults, objectAt(spec, 'selector'), 'spec.selector');
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');
  const uid = objectAt(job, 'metadata').uid ?? '';
  const own = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  if (spec.manualSelector !== true && spec.selector !== undefined) {
    const wanted = objectAt(objectAt(spec, 'selector'), 'matchLabels');
    if (Object.keys(wanted).length !== 1)
      faults.invalid('spec.selector', spec.selector, '`selector` not auto-generated');
    if (!selectorMatches(own, labels)) {
      faults.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`');
    }
  }
  jobMatchFaults(faults, job);
};

const jobMatchFaults = (faults: Faults, job: JsonObject): void => {
  const spec = objectAt(job, 'spec');
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');
  if (selectorMatches(spec.selector, labels)) return;
  const shown = Object.keys(labels).length === 0 ? null : labels;
  faults.invalid('spec.template.metadata.labels', shown, '`selector` does not match template `labels`');
};

/** An update is looked at twice by the real server, which tells a selector that does not match as often. */
export const jobUpdateFaults = (faults: Faults, job: JsonObject): void => {
  jobFaults(faults, job);
  jobMatchFaults(faults, job);
};

const zoneFaults = (faults: Faults, spec: JsonObject): void => {
  const zone = spec.timeZone;
  if (typeof zone !== 'string') return;
  if (zone === '') {
    faults.invalid('spec.timeZone', zone, 'timeZone must be nil or non-empty string');
    return;
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    faults.invalid('spec.timeZone', zone, `unknown time zone ${zone}`);
  }
};

export const cronJobFaults = (faults: Faults, cronJob: JsonObject): void => {
  const spec = objectAt(cronJob, 'spec');
  const name = String(objectAt(cronJob, 'metadata').name ?? '');
  const schedule = String(spec.schedule ?? '');
  const fault = schedule === '' ? undefined : scheduleFault(schedule);
  if (schedule === '') faults.required('spec.schedule');
  if (fault !== undefined) faults.invalid('spec.schedule', schedule, fault);
  faults.nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds);
  zoneFaults(faults, spec);
  faults.oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']);
  jobSpecFaults(faults, objectAt(objectAt(spec, 'jobTemplate'), 'spec'), 'spec.jobTemplate.spec');
  faults.nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  faults.nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
  if (name.length > 52) faults.invalid('metadata.name', name, 'must be no more than 52 characters');
};
