// What `scenarios new NAME` writes: a front that works, with the lines people change most, and what each of them does.
import { UserError } from '../core/user-error.ts'
import { NAME } from './document.ts'

const STARTER = `# yaml-language-server: $schema=./node_modules/repro-proxy/scenarios/schema.json
# Run it:       repro-proxy --scenario ./NAME.yaml     (saving this file applies it at once)
# Try it dry:   repro-proxy explain --scenario ./NAME.yaml
# Check it:     repro-proxy scenarios check ./NAME.yaml
about: our production front in one line
mirrors: the configuration that this is modelled on, such as deploy/nginx.conf
group: ours

# To change one of the shipped fronts instead, leave out \`front\` and say for example:
#   extends: nginx-recommended
#   without: [nginx/redirect]

params:
  # repro-proxy --scenario ./NAME.yaml --set scheme=http
  scheme: { default: https, about: what the app is told that the browser uses }

front: # the hops, browser side first
  - front: # the name of this box, as the timeline shows it
      # Each step is one behaviour. Requests go down the list, responses come back up.
      - redirect: { https: 301 }
        source: return 301 https://$host$request_uri;
      - forwarded: { for: append, proto: { literal: "\${scheme}" }, host: set }
      - host: preserve # or: upstream, without-port
      # Steps can be for some requests only:
      - response-headers: { set: { Cache-Control: private } }
        when: { kind: document, not: { path: /public/** } }

# What must come out, in wire notation: > and << go in, >> and < are compared.
proof:
  - note: the app learns its public name and that the browser uses https
    wire: |
      >  POST https://shop.localhost/login
         Cookie: theme=dark
      >> POST /login
         Host: shop.localhost
         X-Forwarded-For: 127.0.0.1
         X-Forwarded-Proto: \${scheme}
         X-Forwarded-Host: shop.localhost
         Cookie: theme=dark
      << 303 See Other
         Set-Cookie: sid=abc; Path=/; Secure; HttpOnly
         Location: /
      <  303 See Other
         Set-Cookie: sid=abc; Path=/; Secure; HttpOnly
         Location: /
`

/** @throws UserError for a name that cannot be a file's */
export function starterScenario(name: string): string {
  if (!NAME.test(name))
    throw new UserError(`"${name}" cannot be the name of a scenario`, {
      hint: 'Letters, digits and hyphens, as in my-front.',
      exitCode: 2,
    })
  return STARTER.replaceAll('NAME', name)
}
