import { textAt } from './live-fields.ts';
import { current, failed, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

const claim = (object: LiveObject): Health => {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Bound') return current('bound');
  if (phase === 'Lost') return failed('its volume is lost');
  return inProgress(`phase ${phase ?? 'not set'}`);
};

/** Available and Released are rest states of a volume: only Pending and Failed are not. */
const volume = (object: LiveObject): Health => {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Failed') return failed(textAt(object, 'status', 'message') ?? 'its reclamation failed');
  if (phase === undefined || phase === 'Pending') return inProgress(`phase ${phase ?? 'not set'}`);
  return current(`phase ${phase}`);
};

export const storageRules: HealthRules = {
  '|PersistentVolumeClaim': claim,
  '|PersistentVolume': volume,
};
