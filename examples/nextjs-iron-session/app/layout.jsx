import { Hydrated } from './hydrated.jsx'
import './globals.css'

// An empty icon, so that no request for /favicon.ico stands between the ones to look at.
export const metadata = { title: 'iron-session example', icons: { icon: 'data:,' } }

export default function RootLayout({ children }) {
  return (
    <html lang="en">
      <body>
        <main>
          {children}
          <Hydrated />
        </main>
      </body>
    </html>
  )
}
