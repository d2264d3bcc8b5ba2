import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'

/** A self-signed certificate for localhost names, written to `folder`; nothing trusts it, browsers must be told not to care. */
export async function temporaryCertificate(folder: string): Promise<{ certificate: string; key: string }> {
  const altNames = ['localhost', '*.localhost', '*.example.test'].map((value) => ({ type: 2 as const, value }))
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames }],
  })
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  await writeFile(certificate, pems.cert)
  await writeFile(key, pems.private, { mode: 0o600 })
  return { certificate, key }
}
