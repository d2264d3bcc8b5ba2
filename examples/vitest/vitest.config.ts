import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { globalSetup: './start-app.js', testTimeout: 20_000 },
})
