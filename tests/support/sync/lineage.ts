import { gql } from 'graphql-request'
import type { TestApp } from '../app.ts'

export interface Lineage {
  planOf: { id: string } | null
  appliedBy: { id: string } | null
  undoOf: { id: string } | null
  undos: { id: string }[]
}

/** What a job has to do with others. */
export async function lineageOf({ http }: Pick<TestApp, 'http'>, id: string): Promise<Lineage> {
  const { job } = await http.request<{ job: Lineage }>(
    gql`
      query ($id: ID!) {
        job(id: $id) {
          planOf {
            id
          }
          appliedBy {
            id
          }
          undoOf {
            id
          }
          undos {
            id
          }
        }
      }
    `,
    { id },
  )
  return job
}
