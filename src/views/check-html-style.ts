/** Colours only support the words: `ok`, `NO` and `LEAK` stand there as text. */
export const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif }
body { max-width: 90rem; margin: 1.5rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; text-wrap: balance }
thead th, tbody td.ok, td.bad, td.none { white-space: nowrap }
thead th { position: sticky; top: 0; background: Canvas }
td.ok { color: light-dark(#176b2c, #7ddc92) }
td.bad { color: light-dark(#a11, #ff8d80); font-weight: 700 }
td.none { opacity: .6 }
section { border-left: .25rem solid #c33; padding-left: 1rem; margin: 1.2rem 0 }
h2, h3 { font-size: 1rem }
.assumed { columns: 24rem 2; opacity: .8; padding-left: 1.2rem }
a { color: light-dark(#0a50b0, #9cc4ff) }
details > div { scroll-margin-top: 4rem }
details { margin: .6rem 0 }
summary { cursor: pointer; font-weight: 600 }
pre { overflow: auto; background: #8881; padding: .6rem; font-size: .8rem }
.lanes th { width: 18rem; font-weight: 500 }
small { display: block; opacity: .6 }
i { font-style: normal; font-size: .75rem; border: 1px solid #8886; border-radius: .3rem; padding: 0 .3rem; white-space: nowrap }
i.kept, i.sent { border-color: #2a8 }
i.refused, i.stripped, i.missing, i.withheld, i.unexpected { border-color: #c33; font-weight: 700 }
@media (max-width: 44rem) {
  .all thead { display: none }
  .all tr { display: block; padding: .5rem 0; border-bottom: 1px solid #8884 }
  .all th, .all td { display: inline-block; border: 0; padding: 0 .9rem 0 0 }
  .all th, .all td.why { display: block; padding: 0 }
  .all td[data-title]::before { content: attr(data-title) " "; color: CanvasText; font-weight: 400; opacity: .75 }
  .lanes th, .lanes td { display: block; width: auto; border: 0 }
}
`
