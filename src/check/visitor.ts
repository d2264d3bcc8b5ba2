// A visitor of the app, with a browser or without one: what it can do, and what it sees. The flow knows nothing else.

export interface Field {
  /** Finds it in its form: the name, else the id, else `#` and its place among the fields. Values to fill in go by it. */
  readonly key: string
  /** '' for a field without one: HTML does not send it. */
  readonly name: string
  readonly type: string
  readonly value: string
  readonly autocomplete: string
  readonly checked: boolean
  readonly required: boolean
  /** Not hidden in a dialog that is closed, or otherwise. Without a browser nobody knows: true. */
  readonly shown: boolean
  /** All that it is called besides its name: label, aria-label, placeholder, id. */
  readonly labels: readonly string[]
  /** Of a list: value and words of each. */
  readonly options?: readonly (readonly [value: string, words: string])[]
}

export interface Button {
  readonly text: string
  readonly name: string
  readonly value: string
  /** It sends its form by itself, without any code. */
  readonly sends: boolean
  /** Absolute: its own, in place of the form's. */
  readonly action?: string
}

export interface FormSeen {
  /** Its place among the page's forms; -1: fields that stand in no form, which only script can send. */
  readonly index: number
  /** Absolute; the page's own URL when the form names none. */
  readonly action: string
  readonly method: string
  readonly enctype: string
  readonly fields: readonly Field[]
  readonly buttons: readonly Button[]
}

/** What may be pressed: a link has an address, a form's button a form, and a lone button neither. */
export interface Control {
  readonly text: string
  readonly href?: string
  readonly form?: number
  /** Its place among the form's buttons. */
  readonly button?: number
}

export interface Sight {
  /** Where it ended, after redirects. */
  readonly url: string
  /** 0: no answer. */
  readonly status: number
  /** What a person reads. */
  readonly text: string
  readonly forms: readonly FormSeen[]
  readonly controls: readonly Control[]
  /** Why there is no page. */
  readonly trouble?: string
  /** Seconds to wait, where the answer says so. */
  readonly retryAfter?: number
}

export interface Said {
  readonly url: string
  readonly status: number
  readonly body: string
  readonly retryAfter?: number
}

export interface Sent {
  readonly method: string
  /** Content-Type */
  readonly type: string
  readonly text: string
}

export interface Visitor {
  /**
   * `until`: for pages that fill themselves in later; looked at again and again, for a few seconds. `failing`: what they say when
   * that does not come; believed once nothing is loading any more.
   */
  open(url: string, until?: (sight: Sight) => boolean, failing?: (sight: Sight) => boolean): Promise<Sight>
  /** Values by the field's key. `until`: as for `open`, for code that leads on by itself. */
  submit(form: FormSeen, values: Readonly<Record<string, string>>, until?: (sight: Sight) => boolean): Promise<Sight>
  /** `values`: of fields in the control's form, filled in before. `until`: as for `submit`. */
  press(control: Control, values?: Readonly<Record<string, string>>, until?: (sight: Sight) => boolean): Promise<Sight>
  /** The page as it is now. `until`: as for `open`. */
  see(until?: (sight: Sight) => boolean): Promise<Sight>
  /** Names of the cookies that a page of this address would send there. */
  cookies(url: string): Promise<readonly string[]>
  /** fetch() by the page that is open. */
  ask(url: string, sent?: Sent): Promise<Said>
  /** The page's own code runs. */
  readonly code: boolean
  /** What the page's own code asked for since the last `open`; without a browser, no code runs. */
  heard(path: string, holds: (said: Said) => boolean): Promise<boolean>
  asked(): readonly Said[]
  close(): Promise<void>
}

/** What a visitor is made for: the front's public origin and where it listens. */
export interface Door {
  readonly host: string
  readonly port: number
  /** Where it listens, when that is not 127.0.0.1. */
  readonly address?: string
  /** PEM */
  readonly authorities: readonly string[]
}

export interface Driver {
  readonly name: 'browser' | 'browserless'
  visitor(door: Door): Promise<Visitor>
  close(): Promise<void>
}
