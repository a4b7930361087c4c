import { HeadwaterError } from '../src/model/diagnostic.ts';
import type { Json } from '../src/model/json.ts';
import { decodeRecord } from '../src/rollout/codec.ts';
import type { SubscriptionRecord } from '../src/rollout/record.ts';

/** A Subscription's record as the store has it. Throws StateUnreadable: a record that is passed over is a pin lost. */
export const readRecord = (key: string, value: Json): SubscriptionRecord => {
  const record = decodeRecord(value);
  if (record) return record;
  throw new HeadwaterError(
    {
      code: 'StateUnreadable',
      severity: 'error',
      message: `the record ${key} cannot be read: it is damaged, or a newer release wrote it`,
      hint: 'run that release, or move the state file away: pins and inventory come back from the clusters',
    },
    { retryable: false },
  );
};
