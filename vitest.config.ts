import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'porchlight',
          include: ['test/**/*.test.ts'],
          exclude: ['test/home-assistant/**', 'test/stack/**'],
          // Vitest leaves one processor to itself; on a machine with two that is half of it idle.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // Each file has a whole stack of its own, a browser or a Home Assistant, and waits for them most of the time: two
        // at once are quicker, and more would only make one another late.
        test: {
          name: 'stack',
          include: ['test/stack/**/*.test.ts'],
          globalSetup: 'test/harness/bundles.ts',
          maxWorkers: 2,
          hookTimeout: 90_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'home-assistant',
          include: ['test/home-assistant/**/*.test.ts'],
          globalSetup: 'test/harness/bundles.ts',
          maxWorkers: 2,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
