import { defineConfig } from 'vitest/config'

// Two cores are what CI has, and a slow machine is no failure: the limits are for what hangs. Tests with real servers and browsers
// are their own project: one file at a time, and patient. There a test gets a second try, which the reporter tells ("retry x1"): of ten
// thousand navigations on a busy machine one may go astray, and what is wrong with the product is wrong twice.
const real = ['test/real/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: real, testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        test: {
          name: 'real',
          include: real,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          retry: 1,
        },
      },
    ],
  },
})
