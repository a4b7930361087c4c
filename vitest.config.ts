import { defineConfig } from 'vitest/config';

/** One project a kind of proof; `vitest run --project unit` runs one of them. */
const project = (name: string, include: readonly string[], extra: object = {}) => ({
  test: { name, include: [...include], environment: 'node', ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/architecture.test.ts']),
      project('property', ['test/property/**/*.test.ts'], { testTimeout: 60_000 }),
      project('contract', ['test/contract/**/*.test.ts'], { testTimeout: 60_000 }),
      project('golden', ['test/golden/**/*.test.ts']),
      project('e2e', ['test/e2e/**/*.test.ts'], {
        globalSetup: ['test/e2e/setup/global-setup.ts'],
        testTimeout: 120_000,
        hookTimeout: 120_000,
        fileParallelism: false,
      }),
    ],
  },
});
