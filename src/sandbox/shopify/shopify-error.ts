import { GraphQLError } from 'graphql'

/** An error of one field, with a code as Shopify puts it into `extensions`. */
export function shopifyError(
  code: string,
  message: string,
  extensions: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } })
}

export function badRequest(message: string): GraphQLError {
  return shopifyError('BAD_REQUEST', message)
}

/** A missing access scope: HTTP 200, the field is null. */
export function accessDenied(field: string, scope: string): GraphQLError {
  const requiredAccess = `\`${scope}\` access scope.`
  return shopifyError(
    'ACCESS_DENIED',
    `Access denied for ${field} field. Required access: ${requiredAccess}`,
    {
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess,
    },
  )
}
