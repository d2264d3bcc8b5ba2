// The result of a check as one page that needs nothing else: no script at all, so nothing that came over the wire can act. Every
// text goes through `html`; values of cookies and tokens are fingerprints.
import type { Checked, Result } from '../check/check.ts'
import type { CookieEvent, ExchangeEvent } from '../core/events.ts'
import type { HeaderList } from '../core/headers.ts'
import { STYLE } from './check-html-style.ts'
import { causeLine, causes, clean, columnsOf, failuresFirst, sentence, word } from './check-words.ts'
import { inert } from './inert.ts'
import { maskEvent } from './mask.ts'

export function checkHtml(checked: Checked): string {
  const failed = checked.results.filter(({ survives }) => !survives)
  const ordered = failuresFirst(checked.results)
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>repro-proxy check</title>',
    '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><style>${STYLE}</style></head><body>`,
    `<h1>${html(sentence(checked))}</h1>`,
    `<p>${checked.driver === 'browser' ? 'With a browser.' : 'Without a browser: client code was not run.'} ${(checked.ms / 1000).toFixed(1)} s. Values of cookies and tokens are fingerprints.</p>`,
    `<ul class="assumed">${checked.plan.assumed.map((line) => `<li>${html(clean(line))}</li>`).join('')}</ul>`,
    table(ordered),
    ...causes(failed).map(
      ({ title, results }) =>
        `<section><h2>${html(title)}</h2><p>behind ${results.map(({ scenario }) => link(scenario)).join(', ')}</p>${list(
          (results[0]!.cause?.fix ?? []).map((line) => `fix: ${clean(line)}`),
        )}</section>`,
    ),
    ...ordered.map(detail),
    '</body></html>\n',
  ].join('\n')
}

function table(results: readonly Result[]): string {
  const columns = columnsOf(results)
  const head = ['scenario', ...columns.map(([, title]) => title), 'cause']
  const rows = results.map((result) => {
    // The title stands in each cell as well, for pages too narrow for columns.
    const cells = columns.map(([key, title]) => {
      const said = word(key, result.held[key])
      return `<td class="${said === 'ok' ? 'ok' : said === '-' ? 'none' : 'bad'}" data-title="${title}">${said}</td>`
    })
    const why = result.survives ? (result.flaky ? 'flaky: not every time' : '') : causeLine(result)
    return `<tr><th scope="row">${link(result.scenario)}</th>${cells.join('')}<td class="why">${html(why)}</td></tr>`
  })
  return `<table class="all"><thead><tr>${head.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function detail(result: Result): string {
  const events = (result.events ?? []).map((event) => maskEvent(event))
  const cookies = events.filter((event): event is CookieEvent => event.type === 'cookie')
  const decisive = new Set(result.findings.slice(0, 4).map(({ exchange }) => exchange))
  const exchanges = events.filter(
    (event): event is ExchangeEvent => event.type === 'exchange' && decisive.has(event.id),
  )
  return [
    // A link to what is inside opens it.
    `<details><summary>${html(clean(result.scenario))}: ${result.survives ? 'survives' : 'fails'} (${(result.ms / 1000).toFixed(1)} s)</summary><div id="${html(encodeURIComponent(result.scenario))}">`,
    list(result.seen.map(clean)),
    lanes(cookies),
    ...exchanges.map(exchangeOf),
    '</div></details>',
  ].join('\n')
}

/** A line for each cookie of each visitor: what happened to it, in order. */
function lanes(cookies: readonly CookieEvent[]): string {
  const by = new Map<string, CookieEvent[]>()
  for (const event of cookies) {
    const key = `${event.client}\n${event.name}`
    by.set(key, [...(by.get(key) ?? []), event])
  }
  const rows = [...by].map(([key, events]) => {
    const [client = '', name = ''] = key.split('\n')
    const moments = events
      .slice(0, 60)
      .map(({ moment, text, exchange }) => `<i class="${moment}" title="${html(`#${exchange} ${text}`)}">${moment}</i>`)
    return `<tr><th scope="row">${html(inert(name))}<small>${html(inert(client))}</small></th><td>${moments.join(' ')}</td></tr>`
  })
  return rows.length === 0 ? '' : `<table class="lanes"><tbody>${rows.join('')}</tbody></table>`
}

/** Its values are fingerprints already. */
function exchangeOf({ id, browser, app, changes }: ExchangeEvent): string {
  const head = ({ headers }: { headers: HeaderList }) =>
    headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}`] : []))
  const side = (title: string, { request, response }: NonNullable<ExchangeEvent['app']> | ExchangeEvent['browser']) => [
    `${title}: ${request.method} ${request.target}`,
    ...head(request).map((line) => `  ${line}`),
    ...(response ? [`${response.status} ${response.reason}`, ...head(response).map((line) => `  ${line}`)] : []),
  ]
  const lines = [
    ...side('browser', browser),
    ...(app ? ['', ...side('app', app)] : []),
    ...(changes.length > 0 ? ['', `${changes.length} changes by the front`] : []),
  ]
  return `<h3>exchange ${id}</h3><pre>${lines.map(html).join('\n')}</pre>`
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${html(line)}</li>`).join('')}</ul>`
}

function link(scenario: string): string {
  return `<a href="#${html(encodeURIComponent(encodeURIComponent(scenario)))}">${html(clean(scenario))}</a>`
}

function html(text: string): string {
  return inert(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
