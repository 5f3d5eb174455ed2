// SPDX-License-Identifier: Apache-2.0
// The site. Its pages are the files beside this directory, as they are read in the repository too;
// their titles are their first headings.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { slugify } from './slugify.mjs'

const docs = fileURLToPath(new URL('..', import.meta.url))

const sections = [
  ['Start', ['getting-started', 'demo', 'command', 'console']],
  ['Cache', ['cache', 'cache-ttl', 'cache-keys', 'cache-stale', 'cache-negative', 'cache-leases',
    'cache-tags', 'cache-outage', 'cache-near', 'codecs', 'cache-events',
    'cache-required', 'cache-explain']],
  ['Sessions', ['sessions', /^sessions-/]],
  ['Set it up', ['configuration', 'client', 'security', 'tuning', 'testkit']],
  ['Run it', ['failures', 'health', 'metrics', 'operations']],
  ['Come from', [/^migrate-/]],
  ['Know more', ['comparison', 'compatibility', 'performance', 'entry-format', 'concurrency',
    'decisions', 'releasing']],
]

// Pages of wide tables, which get the room of the outline.
const wide = new Set(['comparison.md', 'configuration.md', 'failures.md', 'metrics.md'])

const pages = names('.').filter(name => name !== 'index')

function names(directory) {
  return readdirSync(`${docs}${directory}`)
    .filter(file => file.endsWith('.md'))
    .map(file => file.slice(0, -'.md'.length))
    .sort()
}

function item(page) {
  const heading = readFileSync(`${docs}${page}.md`, 'utf8').match(/^# (.*)$/m)
  if (!heading) {
    throw new Error(`${page}.md has no heading`)
  }
  return { text: heading[1].replaceAll('`', ''), link: `/${page}` }
}

function matching(pattern) {
  if (pattern instanceof RegExp) {
    return pages.filter(page => pattern.test(page))
  }
  return existsSync(`${docs}${pattern}.md`) ? [pattern] : []
}

function sidebar() {
  const groups = sections.map(([text, patterns]) => [text, patterns.flatMap(matching)])
  const listed = new Set(groups.flatMap(([, found]) => found))
  groups.push(['More', pages.filter(page => !listed.has(page))])
  const shown = groups.filter(([, found]) => found.length > 0)
  return [
    ...shown.map(([text, found]) => ({ text, items: found.map(item) })),
    { text: 'Runbooks', collapsed: true, items: names('runbooks').map(name => item(`runbooks/${name}`)) },
  ]
}

/** Long names in code may break after an underscore or a dot, and between words. */
function breakNames(md) {
  const plain = md.renderer.rules.code_inline
  md.renderer.rules.code_inline = (...args) =>
    plain(...args).replace(/>([^<]*)</, (_, code) =>
      `>${code.replace(/([_.])(?=\w)|([a-z])(?=[A-Z])|(?=\{)/g, '$1$2<wbr>')}<`)
}

export default defineConfig({
  title: 'Redoubt',
  description: 'A Redis cache for Java that cannot take its application down.',
  lang: 'en',
  base: process.env.REDOUBT_SITE_BASE ?? '/',
  srcExclude: ['node_modules/**'],
  // An address that only works on the reader's machine, or a file that docs/site puts beside.
  ignoreDeadLinks: [/^https?:\/\/(localhost|127\.0\.0\.1)/],
  lastUpdated: false,
  markdown: {
    anchor: { slugify },
    headers: { slugify },
    toc: { slugify },
    languageAlias: { acl: 'shell' },
    config: breakNames,
  },
  transformPageData(page) {
    if (wide.has(page.relativePath)) {
      page.frontmatter.pageClass = 'wide'
      page.frontmatter.aside = false
    }
  },
  themeConfig: {
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Failures', link: '/failures' },
      { text: 'Comparison', link: '/comparison' },
      { text: 'Javadoc', link: '/javadoc/index.html', target: '_blank' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
  },
})
