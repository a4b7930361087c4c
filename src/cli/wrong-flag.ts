import { HeadwaterError } from '../model/diagnostic.ts';

/** A flag that cannot be used, and what would do; no secret may stand in either. */
export const wrongFlag = (message: string, hint: string): HeadwaterError =>
  new HeadwaterError({ code: 'InvalidFlag', severity: 'error', message, hint }, { retryable: false });
