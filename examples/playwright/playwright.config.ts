import { defineConfig } from '@playwright/test'
import type { FrontOptions, FrontWorkerOptions } from 'repro-proxy/playwright'

const port = process.env.PORT ?? '3100'
// The browser that is installed: `channel: 'chrome'` finds Google Chrome, executablePath names any Chromium. With neither,
// `npx playwright install chromium` downloads one.
const { CHROMIUM } = process.env

export default defineConfig<FrontOptions, FrontWorkerOptions>({
  testDir: '.',
  reporter: [['list'], ['json', { outputFile: 'test-results/results.json' }]],
  use: {
    upstream: port,
    host: 'shop.example.com',
    ...(CHROMIUM ? { launchOptions: { executablePath: CHROMIUM } } : { channel: 'chrome' }),
  },
  webServer: {
    command: 'node server.js',
    cwd: '../express-session',
    env: { PORT: port },
    url: `http://localhost:${port}`,
  },
})
