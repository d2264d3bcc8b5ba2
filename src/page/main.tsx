import './main.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { connect } from './socket.ts'

render(<App />, document.getElementById('app')!)
connect()
