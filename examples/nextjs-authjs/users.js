// How many bytes of permissions the session token of each user carries. Encrypted and encoded they grow by a third, and
// Auth.js cuts what is longer than one cookie into several: bob sends about 6 kB of Cookie header, carol about 14 kB.
const permissionBytes = { alice: 0, bob: 4200, carol: 10200 }

/** The user, or null when the name or the password is wrong. */
export function checkPassword(name, password) {
  return Object.hasOwn(permissionBytes, name) && password === 'pw' ? { id: name, name } : null
}

export function permissionsOf(name) {
  return 'orders:read invoices:read '.repeat(400).slice(0, permissionBytes[name] ?? 0)
}
