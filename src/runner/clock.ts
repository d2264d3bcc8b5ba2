// Loaded into a Node process before its program (--import): its wall clock is wrong by REPRO_PROXY_CLOCK milliseconds. Everything
// that tells the time of day is shifted: Date, performance.timeOrigin, Intl's default, and the Date line that node:http adds by
// itself. Timers, performance.now and hrtime measure lengths and stay right, as they do on a machine whose clock is wrong.
import type { OutgoingMessage } from 'node:http'
import http from 'node:http'

const offset = Number(process.env.REPRO_PROXY_CLOCK ?? 0)
const Real = Date
const wrongNow = () => Real.now() + offset

/** A function, not a class: `Date()` without new is a text. */
function Shifted(this: unknown, ...args: unknown[]): Date | string {
  if (new.target === undefined) return new Real(wrongNow()).toString()
  const given = args.length === 0 ? [wrongNow()] : args
  return Reflect.construct(Real, given, new.target === (Shifted as unknown) ? Real : new.target) as Date
}

/** Answers whether it did: a program that comes without an offset is left alone. */
function shift(): void {
  Object.setPrototypeOf(Shifted, Real)
  Object.defineProperties(Shifted, {
    prototype: { value: Real.prototype, writable: false },
    now: { value: wrongNow, writable: true, configurable: true },
    name: { value: 'Date', configurable: true },
    length: { value: 7, configurable: true },
  })
  Object.defineProperty(Real.prototype, 'constructor', { value: Shifted, writable: true, configurable: true })
  Object.defineProperty(globalThis, 'Date', { value: Shifted, writable: true, configurable: true })

  const { timeOrigin } = performance
  Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + offset, configurable: true })

  const { formatToParts } = Intl.DateTimeFormat.prototype
  const formatter = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format')?.get
  if (formatter) {
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
      configurable: true,
      get(this: Intl.DateTimeFormat) {
        const own = formatter.call(this) as (date?: Date | number) => string
        return (date?: Date | number) => own(date ?? wrongNow())
      },
    })
  }
  Intl.DateTimeFormat.prototype.formatToParts = function (date) {
    return formatToParts.call(this, date ?? wrongNow())
  }

  // Node keeps the real Date for this one.
  const { writeHead } = http.ServerResponse.prototype
  http.ServerResponse.prototype.writeHead = function (
    this: OutgoingMessage & { sendDate: boolean },
    ...args: unknown[]
  ) {
    if (this.sendDate && !this.headersSent && !this.hasHeader('date'))
      this.setHeader('Date', new Real(wrongNow()).toUTCString())
    return Reflect.apply(writeHead, this, args)
  } as typeof writeHead
}

if (Number.isFinite(offset) && offset !== 0) shift()
