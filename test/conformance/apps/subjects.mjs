// The apps and the ways they were run, and where each was measured to fail: everywhere else the login works and nothing may be
// told. A value names the causes; `true` means those of the front.
const on = (names, causes = true) => Object.fromEntries(names.split(' ').map((name) => [name, causes]))
const AWAY =
  'varnish-strip cookie-path cookie-domain-foreign redirect-loop strip-cookie-api hide-set-cookie cache-honest cache-hide cache-api'
const ORIGIN = 'bare host-upstream-no-xfh xfh-wrong xfh-with-port host-with-port origin-upstream port-host'
const COMMON = on(`${AWAY} cache-ignore subpath flags-none-insecure`)
const SHORT = 'direct recommended no-xfp bare host-upstream-no-xfh host-only two-hop-http plain-http port-host'.split(
  ' ',
)
const everywhere = (causes, except = []) =>
  Object.fromEntries(SHORT.filter((name) => !except.includes(name)).map((name) => [name, causes]))

const proto = on('no-xfp host-only two-hop-http')
const authjs = {
  ...COMMON,
  ...proto,
  ...on(`${ORIGIN} proto-list host-list small-buffers flags-nosecure rr-secret`),
}
const iron = { ...COMMON, ...on(`${ORIGIN} plain-http rr-secret`), 'proto-list': 'either' }
const memory = on('rr rr-secret')
const UNTRUSTED = ['untrusted-host-production']
// Without the app's output one answer stands for both, and the finding says so.
const SECRET = ['secret-missing-in-production', 'untrusted-host-production']
const LOCAL = ['auth-url-unset-localhost-callback']
const OFF = ['trust-proxy-off', 'xfp-missing', 'xfp-overwritten-by-inner-hop', 'secure-cookie-on-plain-http']

export const SUBJECTS = {
  'authjs5 start-trust': { app: 'authjs5', mode: 'start', env: { AUTH_TRUST_HOST: 'true' }, fails: authjs },
  'authjs5 dev': { app: 'authjs5', mode: 'dev', env: {}, fails: authjs },
  'authjs5 start-plain': {
    app: 'authjs5',
    mode: 'start',
    env: {},
    fronts: SHORT,
    fails: everywhere([
      ...UNTRUSTED,
      'host-rewritten-to-upstream',
      'server-action-origin-mismatch',
      'xfh-port-mismatch',
      'xfp-missing',
      'xfp-overwritten-by-inner-hop',
    ]),
  },
  'authjs5 start-local': {
    app: 'authjs5',
    mode: 'start',
    env: { AUTH_URL: 'http://localhost:23001' },
    fronts: SHORT,
    fails: {
      ...everywhere([...LOCAL, 'host-rewritten-to-upstream', 'server-action-origin-mismatch', 'xfh-port-mismatch']),
    },
  },
  'authjs5 start-nosecret': {
    app: 'authjs5',
    mode: 'start',
    env: { AUTH_SECRET: undefined, NEXTAUTH_SECRET: undefined, AUTH_TRUST_HOST: 'true' },
    fronts: ['direct', 'recommended', 'no-xfp', 'host-only'],
    fails: everywhere([...SECRET, 'xfp-missing']),
  },
  'iron start': { app: 'iron', mode: 'start', env: {}, fails: iron },
  'iron dev': { app: 'iron', mode: 'dev', env: {}, fails: { ...iron, 'plain-http': undefined } },
  'express secure-trust': {
    app: 'express',
    mode: 'node',
    env: { SECURE: 'true', TRUST: '1' },
    fails: { ...COMMON, ...proto, ...on('bare plain-http'), ...memory },
  },
  'express secure': { app: 'express', mode: 'node', env: { SECURE: 'true' }, fronts: SHORT, fails: everywhere(OFF) },
  'express auto-trust': { app: 'express', mode: 'node', env: { SECURE: 'auto', TRUST: '1' }, fronts: SHORT, fails: {} },
  'express insecure': { app: 'express', mode: 'node', env: { SECURE: 'false' }, fronts: SHORT, fails: {} },
  'plain secure-csrf': {
    app: 'plain',
    mode: 'node',
    env: { SECURE: 'true', CSRF: '1' },
    fails: { ...COMMON, ...on(`${ORIGIN} host-list plain-http`), ...memory },
  },
  'plain auto': { app: 'plain', mode: 'node', env: {}, fronts: SHORT, fails: {} },
  'plain host-prefix': {
    app: 'plain',
    mode: 'node',
    env: { NAME: '__Host-sid', SECURE: 'true' },
    fronts: SHORT,
    fails: on('plain-http'),
  },
  'plain force-https': {
    app: 'plain',
    mode: 'node',
    env: { FORCE_HTTPS: '1' },
    fronts: SHORT.filter((name) => name !== 'plain-http'),
    fails: { ...proto, ...on('bare') },
  },
  // Not among the measured apps: what fails is what the browser says, and a failure must have a cause of its front.
  'nextauth4 start': { app: 'nextauth4', mode: 'start', env: { NEXTAUTH_URL: '$public' }, unseen: true },
  'nextauth4 start-trust': {
    app: 'nextauth4',
    mode: 'start',
    env: { AUTH_TRUST_HOST: 'true' },
    unseen: true,
    // Behind every front: getToken in its proxy.js takes the cookie's name from NEXTAUTH_URL.
    always: ['writer-reader-scheme-split'],
  },
  // NEXTAUTH_URL is not set: its scripts go to http://localhost:3000, whatever the front says.
  'nextauth4 start-plain': { app: 'nextauth4', mode: 'start', env: {}, fronts: SHORT, unseen: true, always: LOCAL },
  'nextauth4 dev': { app: 'nextauth4', mode: 'dev', env: {}, unseen: true },
  'better start': { app: 'better', mode: 'start', env: { BETTER_AUTH_URL: '$public' }, unseen: true },
  'better start-plain': { app: 'better', mode: 'start', env: {}, unseen: true, always: ['auth-invalid-origin'] },
  'better dev': { app: 'better', mode: 'dev', env: {}, unseen: true },
}
