import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as operationTypes from '@graphql-codegen/typescript-operations'
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql'
import { format, resolveConfig } from 'prettier'
import { readStartInputs } from './start-inputs.ts'

const ROOT = join(import.meta.dirname, '../..')
const DASHBOARD = join(ROOT, 'dashboard')
const GENERATED =
  '// Made by `npm run operations` from schema.graphql and the .graphql files. Not to be edited.\n'

interface GeneratedFile {
  path: string
  text: string
}

/** The generated files of the dashboard, as they should be; throws where an operation does not fit the schema. */
export async function generateOperations(): Promise<GeneratedFile[]> {
  const schema = parse(readFileSync(join(ROOT, 'schema.graphql'), 'utf8'))
  const sources = globSync('**/*.graphql', { cwd: DASHBOARD })
    .toSorted()
    .map((path) => ({
      location: join(DASHBOARD, path),
      document: parse(readFileSync(join(DASHBOARD, path), 'utf8')),
    }))
  const types = await codegen({
    schema,
    documents: sources,
    filename: 'types.ts',
    config: {
      enumType: 'string-literal',
      immutableTypes: true,
      strictScalars: true,
      scalars: { DateTime: 'string', Date: 'string', Decimal: 'string', JSON: 'unknown', ID: 'string' },
    },
    plugins: [{ operationTypes: {} }],
    pluginMap: { operationTypes },
  })
  const fragments = new Map(
    sources.flatMap(({ document }) =>
      document.definitions.filter(isFragment).map((one) => [one.name.value, one]),
    ),
  )
  const files = [
    { path: join(DASHBOARD, 'graphql/types.ts'), text: types },
    { path: join(DASHBOARD, 'graphql/start-inputs.ts'), text: readStartInputs(schema) },
    ...sources.flatMap(({ location, document }) => {
      const text = [
        documentsOf(document.definitions.filter(isOperation), fragments, dirname(location)),
        ...document.definitions.filter(isFragment).flatMap((one) => selectionOf(one, fragments)),
      ].join('\n\n')
      return text.trim() === '' ? [] : [{ path: `${location}.ts`, text }]
    }),
  ]
  const style = await resolveConfig(join(ROOT, 'package.json'))
  return Promise.all(
    files.map(async ({ path, text }) => ({
      path,
      text: await format(GENERATED + text, { ...style, parser: 'typescript' }),
    })),
  )
}

function documentsOf(
  operations: readonly OperationDefinitionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  folder: string,
): string {
  if (operations.length === 0) return ''
  const graphql = relative(folder, join(DASHBOARD, 'graphql')) || '.'
  const from = graphql.startsWith('.') ? graphql : `./${graphql}`
  const names = operations.map((operation) => {
    const kind = operation.operation[0]!.toUpperCase() + operation.operation.slice(1)
    return { operation, name: operation.name!.value, result: `${operation.name!.value}${kind}` }
  })
  const imported = names.flatMap(({ result }) => [result, `${result}Variables`])
  return [
    `import { gql } from '@urql/core'`,
    `import type { ${imported.join(', ')} } from '${from}/types.ts'`,
    ...names.map(({ operation, name, result }) => {
      const definitions: DefinitionNode[] = [operation, ...usedFragments(operation, fragments)]
      const text = stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions }))
      return `export const ${name}Document = /* @__PURE__ */ gql<${result}, ${result}Variables>(${JSON.stringify(text)})`
    }),
  ].join('\n\n')
}

/** What the live module asks for: the text of a fragment on a job. */
function selectionOf(
  fragment: FragmentDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string[] {
  if (fragment.typeCondition.name.value !== 'BackgroundJob') return []
  const text = stripIgnoredCharacters(
    print({ kind: Kind.DOCUMENT, definitions: [fragment, ...usedFragments(fragment, fragments)] }),
  )
  return [`export const ${fragment.name.value}Selection = ${JSON.stringify(text)}`]
}

/** Each once, those that fragments use too. */
function usedFragments(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>()
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value)
        if (!fragment || used.has(fragment)) return
        used.add(fragment)
        collect(fragment)
      },
    })
  }
  collect(definition)
  return [...used]
}

function isFragment(node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION
}

function isOperation(node: DocumentNode['definitions'][number]): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION
}
