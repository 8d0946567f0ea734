import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { GraphQLError, parse as parseDocument, type DocumentNode, type ExecutionArgs } from 'graphql'
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import { useServer } from 'graphql-ws/use/ws'
import type { WebSocketServer } from 'ws'
import { isDatabaseUnavailable } from './errors.ts'
import { localeOf, type Locale } from './locale.ts'
import type { Logger } from './logger.ts'
import type { Context } from './schema/context.ts'
import { schema } from './schema/schema.ts'
import { createSharedSubscribe } from './schema/shared-execution.ts'

export const GRAPHQL_PATH = '/graphql'

/** What a WebSocket tells beyond its operations; a request over HTTP tells it in its headers. */
interface Connection {
  locale?: Locale
}

export type GraphQLServer = YogaServerInstance<Connection, Context>

const FIRST_QUERY = `# Start a pull, then run the subscription below to watch it.
mutation Start {
  startPullShopifyProducts {
    __typename
    ... on StartJobSuccess { job { id status } }
    ... on Problem { message }
  }
}

# The active jobs, and every change of every job.
subscription Watch {
  jobProgress {
    seq
    job {
      id label status
      progress processed total
      speed eta { low high }
      phase waitingOn { detail }
    }
  }
}

query Jobs {
  jobs(first: 10) {
    nodes {
      id label status
      processed created updated unchanged failed
      durationMs
    }
  }
}
`

/** More than any page needs; ten thousand aliases would keep the process busy for seconds. */
const MOST_TOKENS = 5_000

const tokenLimit: Plugin = {
  onParse: ({ setParseFn }) =>
    setParseFn((source: string, options?: object) =>
      parseDocument(source, { ...options, maxTokens: MOST_TOKENS }),
    ),
}

/** The API over HTTP: queries, mutations, and subscriptions as server-sent events; GraphiQL for a browser. */
export function createGraphQLServer(context: Omit<Context, 'locale'>, log: Logger): GraphQLServer {
  const subscribe = createSharedSubscribe()
  const sharing: Plugin = { onSubscribe: (hook) => hook.setSubscribeFn(subscribe) }
  return createYoga<Connection, Context>({
    schema,
    context: ({ request, locale = localeOf(request.headers.get('accept-language')) }) => ({
      ...context,
      locale,
    }),
    graphqlEndpoint: GRAPHQL_PATH,
    landingPage: false,
    // server.ts decides which origins may call, for every path and for WebSockets alike.
    cors: false,
    graphiql: { title: 'synctrack', defaultQuery: FIRST_QUERY, subscriptionsProtocol: 'WS' },
    renderGraphiQL: (options) => renderGraphiQL(options),
    logging: {
      debug: (...texts: unknown[]) => log.debug({}, texts.map(String).join(' ')),
      info: (...texts: unknown[]) => log.debug({}, texts.map(String).join(' ')),
      warn: (...texts: unknown[]) => log.warn({}, texts.map(String).join(' ')),
      // What reaches it is told by maskError, with its cause.
      error: () => {},
    },
    plugins: [sharing, tokenLimit],
    maskedErrors: { maskError: (error) => mask(error, log) },
  })
}

/** What a caller may see of an error: the caller's own mistakes as they are, a defect as no more than that. */
function mask(error: unknown, log: Logger): Error {
  const cause = error instanceof GraphQLError ? error.originalError : error
  if (error instanceof GraphQLError && (!cause || cause instanceof GraphQLError)) return error
  if (isDatabaseUnavailable(cause)) {
    return new GraphQLError('The database is away; try again in a moment', {
      extensions: { code: 'DATABASE_UNAVAILABLE', http: { status: 503 } },
    })
  }
  log.error({ error: cause instanceof Error ? cause.stack : String(cause) }, 'a defect in a resolver')
  return new GraphQLError('Unexpected error.', { extensions: { code: 'INTERNAL_SERVER_ERROR' } })
}

/** A syntax error is the answer to one operation; thrown, it would close the socket with all others on it. */
function parseOrError(parse: () => DocumentNode): DocumentNode | GraphQLError {
  try {
    return parse()
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/** The same API over WebSocket (graphql-transport-ws). */
export function serveWebSockets(
  yoga: GraphQLServer,
  sockets: WebSocketServer,
): { dispose(): void | Promise<void> } {
  type Enveloped = ReturnType<typeof yoga.getEnveloped>
  interface Root {
    enveloped: Enveloped
  }
  return useServer(
    {
      execute: (args) => (args.rootValue as Root).enveloped.execute(args),
      subscribe: (args) => (args.rootValue as Root).enveloped.subscribe(args),
      onSubscribe: async (
        { extra, connectionParams },
        _id,
        { query, variables, operationName, extensions },
      ) => {
        const params = {
          query,
          variables: variables ?? undefined,
          operationName: operationName ?? undefined,
          extensions: extensions ?? undefined,
        }
        const enveloped = yoga.getEnveloped({
          req: extra.request,
          socket: extra.socket,
          params,
          locale: localeOf(connectionParams?.['locale']),
        })
        const document = parseOrError(() => enveloped.parse(query))
        if (document instanceof GraphQLError) return [document]
        const args: ExecutionArgs = {
          schema: enveloped.schema,
          operationName,
          document,
          variableValues: variables,
          contextValue: await enveloped.contextFactory(),
          rootValue: { enveloped } satisfies Root,
        }
        const errors = enveloped.validate(args.schema, args.document)
        return errors.length > 0 ? (errors as GraphQLError[]) : args
      },
    },
    sockets,
  )
}
