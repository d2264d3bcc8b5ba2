// Why a login could not be found or played where nothing stands in the way: what was tried, and what to do next.
import { UserError } from '../core/user-error.ts'
import type { NotFound } from './entrance.ts'
import type { Credentials } from './sign-in.ts'
import { filled, signInForm, unknownFields } from './sign-in.ts'
import type { FormSeen, Sight } from './visitor.ts'

const WRITTEN = 'repro-proxy check --record writes down what you do there; docs/flow.md tells how to write it by hand.'

/** `code`: the page's own code runs. */
export function notFound({ tried, first, nearly }: NotFound, code: boolean): UserError {
  if (first.status === 0 || first.status >= 502) {
    return new UserError(`your app gives no page: ${first.trouble ?? `status ${first.status}`}`, {
      hint: 'Start your app and look at it in a browser first.',
    })
  }
  const looked = `looked at ${tried.slice(0, 8).join(', ')}${tried.length > 8 ? ` and ${tried.length - 8} more` : ''}`
  return new UserError(`no sign-in form was found; ${looked}${nearly === undefined ? '' : `\n${nearly}`}`, {
    hint: [
      'A form with one password field is looked for. Say where it is with --login /path.',
      ...(code ? [] : ['What only code of the page makes is not seen without a browser.']),
      WRITTEN,
    ].join('\n'),
  })
}

export function byScript(path: string): UserError {
  return new UserError(`the form at ${path} is sent by the page's own code, which does not run without a browser`, {
    hint: `Of such forms only NextAuth, Auth.js and better-auth under /api/auth are known. Check with a browser (--driver browser), or write\nthe requests down in a flow (fetch:). ${WRITTEN}`,
  })
}

export function refused(
  landed: Sight,
  { form, credentials, path, code }: { form: FormSeen; credentials: Credentials; path: string; code: boolean },
): UserError {
  const why = landed.trouble ?? (landed.status >= 400 ? `status ${landed.status}` : 'the form came again')
  const said = complaintIn(landed)
  const again = signInForm(landed) ?? form
  const unknown = unknownFields(form, filled(form, credentials))
  return new UserError(
    `signing in as ${credentials.user} at ${path} failed with nothing in front of the app: ${why}${said === undefined ? '' : `, and says "${said}"`}`,
    {
      hint: [
        'Are --user and --password right? They can also stand in REPRO_USER and REPRO_PASSWORD.',
        ...(unknown.length > 0
          ? [
              `The form also asks for ${unknown.map((one) => `"${one}"`).join(', ')}, which nobody can guess. ${WRITTEN}`,
            ]
          : []),
        ...(code || again.method === 'post'
          ? []
          : ["Is the form sent by the page's own code? That does not run without a browser."]),
      ].join('\n'),
    },
  )
}

/** The words of an error, as the page has them. */
function complaintIn({ text }: Sight): string | undefined {
  const found =
    /(?:[\p{L}'’]+ ){0,2}\b(?:invalid|incorrect|wrong|unknown|denied|not (?:valid|found|allowed|match)|failed|falsch|ungültig)\b[^.!?]{0,60}/iu.exec(
      text,
    )
  return found?.[0].trim()
}

export function untold(home: string): UserError {
  return new UserError(`after the sign-in, ${home} looks the same signed in as signed out`, {
    hint: `A page should say the name of the user, offer to sign out, or let nobody else in.\n${WRITTEN}`,
  })
}
