import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkOpenFiles } from '../../../src/cli/open-files.ts';

const allow = (soft: number | string): void => {
  vi.spyOn(process.report, 'getReport').mockReturnValue({ userLimits: { open_files: { soft } } } as object);
};

afterEach(() => void vi.restoreAllMocks());

describe('the limit of open files', () => {
  it('refuses a fleet that needs more, and says what would do', () => {
    allow(1024);
    expect(() => checkOpenFiles(1000)).toThrow(
      '1000 clusters need some 9200 open files, and this process may have 1024',
    );
  });

  it('lets a fleet pass that fits, or where there is no limit', () => {
    allow(20_000);
    expect(() => checkOpenFiles(1000)).not.toThrow();
    allow('unlimited');
    expect(() => checkOpenFiles(1000)).not.toThrow();
  });

  it('is not asked for where any machine allows enough', () => {
    allow(1);
    expect(() => checkOpenFiles(12)).not.toThrow();
  });
});
