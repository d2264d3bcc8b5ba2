// Our answer in the form the conformance kit's judge reads: Chrome's codes only, for browsers report no others.
import { OWN_CODES } from '../../dist/session/reasons.js'

/** `Chrome/156...` or `Firefox/153...` to the profile's name. */
export function profileOf({ environment }) {
  return /firefox/i.test(environment.browser) ? 'firefox' : 'chromium'
}

/** The kit's Chromium says allowed or blocked, its Firefox partitioned. */
export function thirdPartyOf({ environment }, profile) {
  const told = environment.thirdPartyCookies
  return profile === 'firefox' && told === 'allowed' ? 'partitioned' : told
}

const reported = (codes) => codes.filter((code) => !OWN_CODES.has(code))

export function judgedStep(sending, verdicts, stored, now) {
  return {
    cookieHeader: sending.header,
    notSent: sending.withheld
      .map(({ cookie, reasons }) => ({ ...named(cookie), blockedReasons: reported(reasons) }))
      .filter(({ blockedReasons }) => blockedReasons.length > 0),
    setCookie: verdicts.map(({ kept, codes }) => ({ accepted: kept, blockedReasons: reported(codes) })),
    stored: stored.map((cookie) => ({
      ...named(cookie),
      value: cookie.value,
      secure: cookie.secure,
      httpOnly: cookie.httpOnly,
      sameSite: cookie.sameSite,
      expires: cookie.expires === null ? null : { in: (cookie.expires - now) / 1000 },
      partitionKey: cookie.partition,
    })),
  }
}

function named({ name, domain, hostOnly, path, partition }) {
  return { name, domain, hostOnly, path, partitioned: partition !== null }
}
