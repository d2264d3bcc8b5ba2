import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { EVERYDAY } from '../../src/tls/constraints.ts'
import { describeAuthority } from '../../src/tls/describe.ts'
import { readNameConstraints } from '../../src/tls/name-constraints.ts'
import { newAuthority } from '../../src/tls/new-authority.ts'
import { spkiPin } from '../../src/tls/spki.ts'

test('a CA is described by what people look for', async () => {
  const now = new Date('2030-01-31T12:00:00Z')
  const { certificate } = await newAuthority(EVERYDAY, now)
  const { subject, fingerprint256 } = new X509Certificate(certificate)
  const described = { path: '/state/ca.pem', certificate, constraints: readNameConstraints(certificate) }
  const text = describeAuthority(
    {
      ...described,
      trust: [
        { store: 'system store', state: 'trusted' },
        { store: 'Chromium', state: 'not trusted', hint: 'it has no database yet' },
      ],
    },
    now,
  )
  expect(text.split('\n')).toEqual([
    subject.slice(3),
    '  certificate   /state/ca.pem',
    `  SHA-256       ${fingerprint256}`,
    `  SPKI pin      ${spkiPin(certificate)}`,
    '  valid until   2032-01-31 (730 days left)',
    '  may sign for  localhost, *.localhost, test, *.test, 127.0.0.0/8, ::1/128',
    '  trusted by    system store: yes',
    '                Chromium: no (it has no database yet)',
  ])
  const later = describeAuthority({ ...described, trust: [], retired: true }, new Date('2033-01-01'))
  expect(later).toContain('(expired)')
  expect(later).toContain('signs nothing any more')
})
