// The fronts that the apps were measured behind, as scenarios: nginx with the usual lines, and each of the others with one thing
// changed. `causes`: what the failing pairs must be told to suffer from, any of the names.
const sent = (more) => ({ forwarded: { 'real-ip': 'set', for: 'append', proto: 'set', host: 'set', ...more } })
/** Of two steps of one name the later one counts. */
const nginx = (...steps) => {
  const all = [sent(), { 'response-limits': { total: 65536 } }, ...steps]
  const last = new Map(all.map((step) => [Object.keys(step)[0], step]))
  return { extends: 'nginx-recommended', front: [{ nginx: [...last.values()] }] }
}
const before = (step) => ({ ...step, before: 'failure' })
const cookies = (options) => nginx(before({ 'response-cookies': options }))
const upstream = { host: { literal: 'web_app' } }

const LOST = ['set-cookie-stripped-by-cache-rule', 'set-cookie-swallowed-by-follow', 'set-cookie-keep-one']
const HOST = [
  'host-rewritten-to-upstream',
  'server-action-origin-mismatch',
  'auth-invalid-origin',
  'untrusted-host-production',
]
const LEAKS = [
  'cached-session-endpoint',
  'cached-html-of-another-user',
  'cached-set-cookie',
  'cached-login-redirect',
  'cached-csrf-token',
  'rsc-html-mixup',
]
const PROTO = ['xfp-missing', 'trust-proxy-off', 'https-redirect-loop']

/** `at(name, port)` gives the overlay where the address people type matters; `name` is theirs where it is not shop.localhost. */
export const FRONTS = {
  direct: { scenario: 'direct' },
  recommended: { overlay: nginx() },
  'no-xfp': { overlay: nginx(sent({ proto: 'omit' })), causes: PROTO },
  bare: { scenario: 'behind-nginx', causes: [...HOST, ...PROTO] },
  'host-upstream': { overlay: nginx(upstream) },
  'host-upstream-no-xfh': { overlay: nginx(sent({ host: 'omit' }), upstream), causes: HOST },
  'host-only': {
    overlay: nginx({ forwarded: { 'real-ip': 'omit', for: 'omit', proto: 'omit', host: 'omit' } }),
    causes: PROTO,
  },
  'xfh-wrong': {
    overlay: nginx(sent({ host: { literal: 'internal.cluster.local' } })),
    causes: [...HOST, 'xfh-list-multi-hop'],
  },
  'xfh-with-port': { at: (name) => nginx(sent({ host: { literal: `${name}:443` } })), causes: ['xfh-port-mismatch'] },
  'host-with-port': {
    at: (name) => nginx(sent({ host: { literal: `${name}:443` } }), { host: { literal: `${name}:443` } }),
    causes: ['xfh-port-mismatch'],
  },
  'two-hop-http': {
    overlay: { ...nginx(), front: [...nginx().front, { inner: [sent({ host: 'keep' }), { host: 'preserve' }] }] },
    causes: ['xfp-overwritten-by-inner-hop', 'https-redirect-loop'],
  },
  'proto-list': { overlay: nginx(sent({ proto: { literal: 'https, http' } })), causes: ['xfp-list-https-http'] },
  'host-list': {
    at: (name, port) => nginx(sent({ host: { literal: `${name}:${port}, web_app` } })),
    causes: ['xfh-list-multi-hop'],
  },
  'xfport-80': { overlay: nginx(sent({ port: { literal: '80' } })) },
  'small-buffers': {
    overlay: nginx({ 'response-limits': { like: 'nginx' } }),
    user: 'bob',
    causes: ['response-headers-too-big-502', 'cookie-over-4096'],
  },
  'cache-ignore': { scenario: 'nginx-cache-dangerous', causes: LEAKS },
  'cache-honest': { scenario: 'nginx-cache-default', causes: LEAKS },
  'cache-hide': {
    overlay: {
      extends: 'nginx-cache-dangerous',
      front: [{ nginx: [before({ 'response-cookies': { drop: ['*'] } })] }],
    },
    causes: [...LEAKS, ...LOST],
  },
  'cache-api': {
    overlay: { extends: 'nginx-cache-dangerous', front: [{ nginx: [{ cache: {}, when: { path: '/api/**' } }] }] },
    causes: LEAKS,
  },
  varnish: { scenario: 'varnish-default' },
  'varnish-strip': { scenario: 'varnish-strip-cookies', causes: ['cookies-stripped-before-origin', ...LOST] },
  subpath: { scenario: 'nginx-subpath-strip', path: '/app', causes: ['subpath-mismatch'] },
  'cookie-path': {
    overlay: nginx(before({ 'cookie-rewrite': { path: [{ from: '/', to: '/app/' }] } })),
    causes: ['cookie-path-mismatch', 'host-prefix-broken'],
  },
  'cookie-domain-foreign': {
    overlay: cookies({ 'set-attributes': { Domain: 'example.org' } }),
    causes: ['cookie-domain-wrong', 'host-prefix-broken'],
  },
  'cookie-domain-parent': {
    overlay: cookies({ 'set-attributes': { Domain: 'example.test' } }),
    name: 'shop.example.test',
  },
  'redirect-loop': {
    overlay: {
      ...nginx(),
      front: [
        ...nginx().front,
        { inner: [{ redirect: { https: 301 } }, sent({ host: 'keep' }), { host: 'preserve' }] },
      ],
    },
    causes: ['https-redirect-loop'],
  },
  http10: {
    overlay: nginx({
      connection: { version: '1.0', send: 'close', upgrade: 'any', 'own-upgrade': true, 'keep-alive': false },
    }),
  },
  // proxy_set_header Connection "upgrade"; for every request, and Upgrade only where the browser sent one.
  'upgrade-always': { overlay: nginx({ connection: { send: 'upgrade', upgrade: 'any', 'keep-alive': false } }) },
  'strip-cookie-api': {
    overlay: nginx(before({ 'request-cookies': { drop: ['*'] }, when: { path: '/api/**' } })),
    causes: ['cookies-stripped-before-origin'],
  },
  'hide-set-cookie': { overlay: cookies({ drop: ['*'] }), causes: LOST },
  'flags-none-insecure': {
    overlay: cookies({ 'set-attributes': { SameSite: 'None', Secure: false } }),
    causes: ['secure-flag-stripped', 'host-prefix-broken'],
  },
  'flags-nosecure': {
    overlay: cookies({ 'remove-attributes': ['Secure'] }),
    causes: ['secure-flag-stripped', 'host-prefix-broken'],
  },
  'flags-strict': { overlay: cookies({ 'set-attributes': { SameSite: 'Strict' } }) },
  'no-origin': {
    overlay: nginx({ 'request-headers': { remove: ['Origin', 'Referer'] } }),
    causes: ['origin-stripped'],
  },
  'origin-upstream': {
    overlay: nginx({ 'request-headers': { rewrite: { Origin: { match: '.*', to: 'http://web_app' } } } }),
    causes: HOST,
  },
  'plain-http': {
    overlay: { ...nginx(), without: ['nginx/redirect'] },
    plain: true,
    causes: ['secure-cookie-on-plain-http', 'host-prefix-broken'],
  },
  'port-host': {
    overlay: nginx(sent({ 'host-as': 'without-port', 'own-port': 'drop' }), {
      host: { use: 'without-port', 'own-port': 'drop' },
    }),
    causes: ['xfh-port-mismatch'],
  },
  'port-http-host': { overlay: nginx({ host: 'preserve' }) },
  'tls-localhost': { overlay: nginx({ host: 'preserve' }), name: 'localhost' },
  rr: { scenario: 'nginx-lb', instances: 2, causes: ['memory-session-many-instances'] },
  'rr-secret': {
    scenario: 'nginx-lb',
    instances: 2,
    secrets: true,
    causes: ['secrets-differ-per-instance', 'memory-session-many-instances'],
  },
}
