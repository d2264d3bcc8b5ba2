// The ids of the catalogue of session bugs that the diagnoses are named after.
export const CATALOGUE: ReadonlySet<string> = new Set(
  `
xfp-missing xfp-overwritten-by-inner-hop xfp-list-https-http xfh-list-multi-hop xfh-port-mismatch
xfport-leaks-internal-port forwarded-rfc7239-only client-ip-missing-or-chained trust-proxy-off
writer-reader-scheme-split host-rewritten-to-upstream req-url-is-bind-address
auth-url-unset-localhost-callback untrusted-host-production host-case-or-dot preview-or-second-domain
server-action-origin-mismatch auth-invalid-origin origin-null-from-referrer-policy origin-stripped
csrf-double-submit-broken forwarded-action-internal-host secure-cookie-on-plain-http secure-flag-stripped
host-prefix-broken cookie-domain-wrong cookie-domain-public-suffix cookie-path-mismatch
samesite-hardened-strict cookie-value-mangled cookie-renamed cookie-lifetime-rewritten set-cookie-folded
set-cookie-keep-one set-cookie-swallowed-by-follow set-cookie-dropped-on-error-page
response-headers-too-big-502 request-headers-too-big cookie-over-4096 chunk-lost stale-chunk-collision
cookie-jar-overflow duplicate-name-shadowing cookies-stripped-before-origin cookie-allowlist-misses-names
query-stripped rsc-query-stripped-loop rsc-headers-stripped-storm authorization-stripped-or-occupied
underscore-header-dropped set-cookie-stripped-by-cache-rule cached-set-cookie cached-session-endpoint
cached-html-of-another-user cached-login-redirect cached-csrf-token rsc-html-mixup stale-304-session
static-prerender-froze-session https-redirect-loop www-apex-split port-or-scheme-leak-in-location
post-becomes-get subpath-mismatch schemeful-same-site-post path-normalised-by-front oauth-form-post-lax
lax-default-two-minute-window embedded-third-party cross-subdomain-api memory-session-many-instances
secrets-differ-per-instance secret-rotated-on-deploy server-action-skew asset-skew cold-start-timeout
secret-missing-in-production env-at-build-not-runtime db-failure-looks-like-logout
clock-skew-token-not-yet-valid transaction-ttl-expired expiry-mismatch response-lost-after-commit
refresh-race-parallel duplicate-callback keepalive-race-502 front-timeout-login server-self-fetch-fails
mixed-content-http-urls hsts-sticks-to-localhost cookie-crumbs-misjoined sse-or-websocket-broken
head-becomes-get waf-blocks-auth html-instead-of-json link-scanner-consumes-token safari-secure-localhost
safari-lifetime-caps prefetch-logout router-cache-stale-redirect service-worker-stale-session
bfcache-and-disk-cache
sign-out-overtaken
`
    .trim()
    .split(/\s+/),
)
