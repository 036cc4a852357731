// The site of the documentation: make site. Pages are the Markdown files as they are in the repository, so links are
// rewritten here where a forge and a site differ.

import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { slug } from 'github-slugger'
import { defineConfig } from 'vitepress'

const top = fileURLToPath(new URL('../../..', import.meta.url))
const repository = readFileSync(`${top}pom.xml`, 'utf8').match(/<scm[^>]*>[\s\S]*?<url>(.*?)<\/url>/)[1]

// The groups of the navigation. Each page is in one of them: scripts/tests/test_site.py.
const groups = {
  Start: ['README', 'docs/use-in-your-project'],
  Examples: [
    'examples/README',
    'examples/boot-my-kernel/README',
    'examples/test-my-uboot/README',
    'examples/service-on-three-vms/README',
    'examples/pci-device/README',
    'examples/postgresql/README',
    'examples/gradle/README',
    'examples/kotlin/README',
  ],
  'Write tests': [
    'docs/writing-tests',
    'docs/guests',
    'docs/guests-networks',
    'docs/guests-vpn',
    'docs/qtest',
    'docs/regressions',
    'docs/vfio-user',
    'docs/vfio-user-server',
    'docs/vfio-user-suite',
    'docs/native-test',
    'docs/porting',
    'docs/porting-tests',
  ],
  Run: [
    'docs/running',
    'docs/assets',
    'docs/ci',
    'docs/scale',
    'docs/report',
    'docs/report-pages',
    'docs/trace',
    'docs/kyua',
    'docs/soak',
    'docs/slow-tests',
    'docs/performance',
  ],
  Reference: [
    'docs/common',
    'docs/archives',
    'docs/machine',
    'docs/tap-reporter',
    'docs/atf-reporter',
    'docs/architecture',
    'docs/internals',
  ],
  Project: ['CONTRIBUTING', 'CHANGELOG'],
}

const pages = Object.values(groups).flat()
const addresses = new Map(pages.map((page) => [`${page}.md`, `${page.replace(/README$/, 'index')}.md`]))

// Not a page of VitePress, so the browser has to load it.
const javadoc = { text: 'Javadoc', link: '/api/index.html', target: '_self' }

function title(page) {
  return page === 'README' ? 'Overview' : readFileSync(`${top}${page}.md`, 'utf8').match(/^# (.*)$/m)[1]
}

// Point a link of a page to the page's address on the site, or to the file's in the repository. What does not exist stays, and
// the check of the links finds it.
function rewritten(href, page) {
  const [, path, anchor] = href.match(/^([^#]*)(#.*)?$/)
  if (path === '' || /^([a-z]+:|\/)/i.test(path)) {
    return href
  }
  const file = posix.join(posix.dirname(page), decodeURI(path))
  const address = addresses.get(file)
  if (address !== undefined) {
    return `/${address}${anchor ?? ''}`
  }
  return existsSync(`${top}${file}`) ? `${repository}/blob/main/${encodeURI(file)}${anchor ?? ''}` : href
}

export default defineConfig({
  title: 'qemu-functional',
  description: 'Functional tests of virtual machines, firmware and kernels from JUnit',
  lang: 'en-US',
  rewrites: Object.fromEntries([...addresses].filter(([file, address]) => file !== address)),
  outDir: '../site',
  head: [
    // There is no icon to ask the server for.
    ['link', { rel: 'icon', href: 'data:,' }],
    // Lines of code of up to 100 columns fit.
    ['style', {}, ':root { --vp-code-font-size: 13px } .VPDoc.has-aside .content-container { max-width: 840px !important }'],
  ],
  // The check of the links sees these too, with anchors.
  ignoreDeadLinks: true,
  markdown: {
    // As plain text, without a warning.
    languages: [{ name: 'tap', scopeName: 'source.tap', patterns: [] }],
    anchor: { slugify: (text) => slug(text) },
    config(md) {
      md.core.ruler.push('rewritten-links', (state) => {
        for (const { children } of state.tokens) {
          children?.forEach((token, i) => {
            if (token.type === 'link_open') {
              const href = token.attrGet('href')
              const address = rewritten(href, state.env.relativePath)
              token.attrSet('href', address)
              // On the site, a page is known by its title.
              if (address !== href && children[i + 1].content === href && addresses.has(address.slice(1))) {
                children[i + 1].content = title(address.slice(1, -'.md'.length))
              }
            }
          })
        }
      })
    },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // A_B_C is found by A_B_C, B_C, C and their beginnings.
          options: { tokenize: (text) => text.split(/[^\p{L}\p{N}_]+/u).flatMap((word) => word.split('_').map((_, i, parts) => parts.slice(i).join('_'))) },
          searchOptions: { tokenize: (text) => text.split(/[^\p{L}\p{N}_]+/u), combineWith: 'AND' },
        },
      },
    },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Use it', link: '/docs/use-in-your-project' },
      { text: 'Write tests', link: '/docs/writing-tests' },
      { text: 'Running', link: '/docs/running' },
      javadoc,
    ],
    sidebar: Object.entries(groups).map(([text, names]) => ({
      text,
      items: [
        ...(text === 'Reference' ? [javadoc] : []),
        ...names.map((page) => ({ text: title(page), link: `/${addresses.get(`${page}.md`).replace(/(index)?\.md$/, '')}` })),
      ],
    })),
  },
})
