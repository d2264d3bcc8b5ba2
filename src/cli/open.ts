import { command } from './command.ts'
import { portFlag } from './flags.ts'
import { OPEN_FLAGS, openWish } from './open-flags.ts'
import { say } from './say.ts'

export default command({
  usage: 'open',
  about: 'a browser with a throw-away profile at a running repro-proxy',
  options: {
    port: { type: 'string', requiresArg: true, describe: 'which one, when several are running' },
    ...OPEN_FLAGS,
  },
  examples: [
    ['open', 'the installed Chrome, Chromium, Edge or Brave'],
    ['open --profiles alice,bob', 'two, who share nothing'],
  ],
  epilogue:
    'The browser belongs to the running proxy and ends with it. Hosts file, trust store and your own profiles stay as they are.\n' +
    'The URL is the one that the proxy was started with: without a port if that was with --open --host shop.example.com.',
  async run({ port, ...args }) {
    const wish = openWish(args)
    const [{ chooseRunning }, { askRunning }, { resolve }] = await Promise.all([
      import('../attach/join.ts'),
      import('../attach/ask.ts'),
      import('node:path'),
    ])
    const running = chooseRunning(port === undefined ? undefined : portFlag('port', port))
    // The other process may be in another folder.
    const browserPath = wish.browserPath === undefined ? undefined : resolve(wish.browserPath)
    say(await askRunning(running, { ask: 'open', ...wish, browserPath }))
  },
})
