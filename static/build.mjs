// Writes css/app.css as Tailwind's command would, but for what that adds for browsers without
// color-mix() and @property: they have no popover either, which the menu is, and every page would
// carry it to all the others.
import { readFile, writeFile } from 'node:fs/promises'
import { compile, optimize, Polyfills } from '@tailwindcss/node'
import { Scanner } from '@tailwindcss/oxide'

const from = new URL('src/app.css', import.meta.url).pathname
const base = new URL('src', import.meta.url).pathname
const sheet = await compile(await readFile(from, 'utf8'), { base, from, polyfills: Polyfills.None, onDependency() {} })
const classes = new Scanner({ sources: sheet.sources }).scan()
await writeFile('css/app.css', optimize(sheet.build(classes), { minify: true }).code)

// What only the pages of what happened need is a sheet of its own: one's own page, which phones load, goes
// without. It is plain CSS, and its layer is one of those that app.css has put in order.
const parts = ['timeline', 'trail', 'overview'].map(name => readFile(`${base}/${name}.css`, 'utf8'))
await writeFile('css/happened.css', optimize((await Promise.all(parts)).join('\n'), { minify: true }).code)
