// How many bytes of permissions each user's session carries. The whole session lives in one cookie: bob's comes near the
// 4096 bytes a browser keeps, carol's would be longer, and iron-session refuses to write it.
const permissionBytes = { alice: 0, bob: 2000, carol: 10200 }

/** The name of the user, or null when it or the password is wrong. */
export function checkPassword(name, password) {
  return Object.hasOwn(permissionBytes, name) && password === 'pw' ? name : null
}

export function permissionsOf(name) {
  return 'orders:read invoices:read '.repeat(400).slice(0, permissionBytes[name] ?? 0)
}
