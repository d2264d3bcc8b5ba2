// express-session with its memory store, set up as in production: a Secure cookie, which express-session only writes when
// it believes the request came over HTTPS. Whether it does is decided by COOKIE_SECURE, TRUST_PROXY and the front.
import { randomBytes } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import { home, login, protectedPage } from './pages.js'

const { PORT = '3000', COOKIE_SECURE = 'true', TRUST_PROXY = '1' } = process.env
const secure = { true: true, false: false, auto: 'auto' }[COOKIE_SECURE]
if (secure === undefined) throw new Error(`COOKIE_SECURE is true, false or auto, not ${COOKIE_SECURE}`)

const app = express()
// A number of hops, or addresses (`loopback, 10.0.0.0/8`); 0 = believe no X-Forwarded-* at all.
app.set('trust proxy', /^\d+$/.test(TRUST_PROXY) ? Number(TRUST_PROXY) : TRUST_PROXY)
app.use(express.urlencoded())
app.use(
  session({
    // The memory store forgets at every restart, so a secret made at every restart loses nothing more.
    secret: process.env.SESSION_SECRET ?? randomBytes(32).toString('base64url'),
    resave: false,
    saveUninitialized: false,
    cookie: { secure, httpOnly: true, sameSite: 'lax' },
  }),
)

app.get('/', (req, res) => res.send(home(req.session.user)))
app.get('/login', (_req, res) => res.send(login()))
app.post('/login', (req, res, next) => {
  const { username, password } = req.body ?? {}
  if (!['alice', 'bob', 'carol'].includes(username) || password !== 'pw') {
    res.status(401).send(login('Wrong user name or password.'))
    return
  }
  // A new session id at sign-in, so that one planted before it is worth nothing.
  req.session.regenerate((error) => {
    if (error) return next(error)
    req.session.user = username
    res.redirect(303, '/')
  })
})
app.post('/logout', (req, res, next) => req.session.destroy((error) => (error ? next(error) : res.redirect(303, '/'))))
app.get('/api/me', (req, res) => res.json({ user: req.session.user ?? null }))
app.get('/protected', (req, res) =>
  req.session.user ? res.send(protectedPage(req.session.user)) : res.redirect(303, '/login'),
)

app.listen(Number(PORT), () => console.log(`express-session example: http://localhost:${PORT}`))
