// Every verdict in plain words, with what to do about it. The codes are Chrome's own (DevTools Protocol, Network.SetCookieBlockedReason
// and Network.CookieBlockedReason), so a search for one finds the rest of the world; ours stand for what browsers drop silently.

interface Explanation {
  /** One sentence for a line that was refused. */
  readonly refused?: string
  /** One sentence for a stored cookie that was not sent. */
  readonly withheld?: string
  readonly fix: string
}

const CROSS_SITE_FIX =
  'Serve page and API from one registrable domain, or set SameSite=None; Secure (third-party blocking may still apply).'

function sameSite(value: string, extra: string): Explanation {
  return {
    refused: `A request from another site got this cookie back, and ${value} cookies are not taken there.`,
    withheld: `Another site started this request, and ${extra}.`,
    fix: CROSS_SITE_FIX,
  }
}

const STRICT: Explanation = {
  ...sameSite('SameSite=Strict', 'SameSite=Strict cookies go with requests of the own site only'),
  fix: 'SameSite=Lax lets it come with links and redirects from other sites; inside their pages it takes one registrable domain, or SameSite=None; Secure.',
}
const LAX = sameSite(
  'SameSite=Lax',
  'SameSite=Lax goes with links and GET navigations, not with POST, fetch, images or frames',
)
const UNSET = sameSite(
  'SameSite-less',
  'without SameSite it is treated as Lax (POST navigations only in its first two minutes)',
)
const USER: Explanation = {
  refused: 'The browser keeps third-party cookies out, and this one was set for a page of another site.',
  withheld: 'The browser keeps third-party cookies out, and the page that asked belongs to another site.',
  fix: 'Make it first-party (same registrable domain), or add Partitioned if each embedding site may have its own.',
}
const SIZE: Explanation = {
  refused:
    'Name and value together are over 4096 bytes; the browser drops the line and an older cookie stays in place.',
  fix: 'Store less in the session, split the cookie into chunks, or keep the session on the server.',
}

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  SecureOnly: {
    refused: 'The line says Secure, but the browser got it over plain http.',
    withheld: 'The cookie is Secure and the request went over plain http.',
    fix: 'Let the browser talk https to the front, and check X-Forwarded-Proto if a redirect led back to http.',
  },
  InvalidPrefix: {
    refused: 'The name starts with a prefix whose promise the attributes do not keep.',
    fix: '__Host- needs Secure, Path=/ and no Domain; __Secure- needs Secure; the Http ones need HttpOnly too. Deletions as well.',
  },
  InvalidDomain: {
    refused: 'Domain does not cover the host the browser asked, or it is a public suffix, another IP or malformed.',
    fix: 'Leave Domain out, or name the public host or its registrable domain; a front can rewrite it.',
  },
  SameSiteNoneInsecure: {
    refused: 'SameSite=None counts only together with Secure.',
    withheld: 'SameSite=None counts only together with Secure.',
    fix: 'Add Secure (and serve https), or use SameSite=Lax.',
  },
  SameSiteStrict: STRICT,
  SameSiteLax: LAX,
  SameSiteUnspecifiedTreatedAsLax: UNSET,
  UserPreferences: USER,
  ThirdPartyPhaseout: USER,
  OverwriteSecure: {
    refused: 'Over plain http no line may replace or delete a Secure cookie of that name.',
    fix: 'Set and clear the cookie over https only.',
  },
  NameValuePairExceedsMaxSize: SIZE,
  DisallowedCharacter: {
    refused: 'A control character stands in the name, the value or an attribute.',
    fix: 'Encode the value: encodeURIComponent or base64url.',
  },
  NoCookieContent: {
    refused: 'Neither name nor value is there.',
    fix: 'Send no Set-Cookie when there is nothing to set.',
  },
  NotOnPath: {
    withheld: 'The path asked for is not under the Path of the cookie.',
    fix: 'Set Path=/ explicitly; without it the folder of the setting request counts. Check fronts that add or strip a prefix.',
  },
  DomainMismatch: {
    withheld: 'The cookie belongs to another host of the same site.',
    fix: 'Keep users on one host, or set Domain to the registrable domain.',
  },
  PartitionedWithoutSecure: {
    refused: 'Partitioned counts only together with Secure over https; the browser drops the line without a word.',
    fix: 'Add Secure, and serve https.',
  },
  NamelessWithEquals: {
    refused:
      'A cookie without name whose value holds "=" could be mistaken for a named one; the browser drops it without a word.',
    fix: 'Give the cookie a name.',
  },
  NamelessRefused: { refused: 'This browser takes no cookie that starts with "=".', fix: 'Give the cookie a name.' },
  CredentialsOmitted: {
    refused: 'The request went without credentials, so its answer sets no cookies.',
    withheld: 'The request went without credentials.',
    fix: 'fetch(url, { credentials: "include" }), and the CORS headers that go with it.',
  },
  ResponseRefused: {
    refused: 'A NUL byte in a header makes the browser refuse the whole response.',
    fix: 'Encode the value: encodeURIComponent or base64url.',
  },
  OtherPartition: {
    withheld: 'The cookie lives under another top-level site; this page sees a partition of its own.',
    fix: 'Nothing to mend if each embedding site may have its own; else make the cookie first-party.',
  },
}

/** Codes that no browser reports: it drops the cookie and says nothing. */
export const OWN_CODES: ReadonlySet<string> = new Set([
  'PartitionedWithoutSecure',
  'NamelessWithEquals',
  'NamelessRefused',
  'CredentialsOmitted',
  'ResponseRefused',
  'OtherPartition',
])

export const CODES: readonly string[] = Object.keys(EXPLANATIONS)

/** A code in one plain sentence and a remedy: `setting` for a line that was refused, `sending` for a cookie that stayed at home. */
export function wordsFor(code: string, when: 'setting' | 'sending'): { readonly text: string; readonly fix?: string } {
  // Chrome's `Schemeful…` spellings mean the same.
  const known = EXPLANATIONS[code.startsWith('Schemeful') ? code.slice(9) : code]
  const [first, second] = when === 'setting' ? [known?.refused, known?.withheld] : [known?.withheld, known?.refused]
  const text = first ?? second ?? `The browser ${when === 'setting' ? 'refused' : 'held back'} it (${code}).`
  return known ? { text, fix: known.fix } : { text }
}
