import { defineEntity, p } from '@mikro-orm/core'

/**
 * Records that a running job has seen, each once: a row for each batch that saw new ones. Only the first sighting of a
 * record counts, however many pages or streams touch it; what is not here after a complete pull was not seen. A row for
 * each record would cost PostgreSQL ten times as much, and half as much as writing the records themselves. Dropped when
 * the job completes, or when it has been FAILED or CANCELLED for so long that it is no longer gone on with.
 */
export const JobSighting = defineEntity({
  name: 'JobSighting',
  properties: {
    jobId: p.integer().primary(),
    /** Of `recordIds`; first in the key, because streams go upwards. */
    highest: p.string().columnType('text').primary(),
    lowest: p.string().columnType('text'),
    recordIds: p.array().columnType('text[]'),
    /**
     * How many of them are items of the job: none of the products of a pull that counts variants. A batch that is a whole
     * range of keys, as those of matches are, says how many it found and names none.
     */
    counted: p.integer(),
  },
})
