/** One write that was answered, for metrics. */
export interface WriteRecord {
  readonly verb: 'apply' | 'create' | 'update' | 'patch' | 'delete';
  readonly of: 'object' | 'parent' | 'namespace';
  readonly status: number;
}
