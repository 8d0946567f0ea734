import { useEffect, useState } from 'react'
import type { JobHeadFragment } from '../graphql/types.ts'

export interface SpeedPoint {
  /** Seconds since 1970. */
  at: number
  /** Null where the job rested, or nobody looked. */
  speed: number | null
}

/** What was seen of a job while it was watched here. */
export interface Course {
  seq: number
  points: readonly SpeedPoint[]
  /** The phases, without their numbers, each where it came up first. */
  phases: readonly string[]
}

const MOST_POINTS = 600
const MOST_PHASES = 12
const MOST_JOBS = 20
/** Two points this far apart have nothing known between them. */
const GAP_SECONDS = 15
const LEAST_SECONDS = 0.25

/** Kept when the page is left: who comes back finds the line again. */
const courses = new Map<string, Course>()
const NOTHING: Course = { seq: -1, points: [], phases: [] }

/** The course of a job as far as it was watched since this window was opened. */
export function useCourse(job: JobHeadFragment): Course {
  const [course, setCourse] = useState(() => courses.get(job.id) ?? NOTHING)
  useEffect(() => setCourse(note(job)), [job])
  return course
}

function note(job: JobHeadFragment): Course {
  const before = courses.get(job.id) ?? NOTHING
  if (before.seq >= job.seq) return before
  const isMoving = job.status === 'RUNNING' || job.status === 'PAUSING' || job.status === 'CANCELLING'
  const points = withPoint(before.points, isMoving ? job.speed : null)
  const phase = isMoving && job.phase !== null ? job.phase : null
  const isNew = phase !== null && !before.phases.some((one) => kindOf(one) === kindOf(phase))
  const phases = isNew ? [...before.phases, phase].slice(-MOST_PHASES) : before.phases
  const course = { seq: job.seq, points, phases }
  courses.delete(job.id)
  courses.set(job.id, course)
  if (courses.size > MOST_JOBS) courses.delete(courses.keys().next().value!)
  return course
}

/** Phases that differ only in their numbers are one. */
export function kindOf(phase: string): string {
  return phase.replaceAll(/\d[\d.,]*/g, '#')
}

function withPoint(points: readonly SpeedPoint[], speed: number | null): readonly SpeedPoint[] {
  const at = Date.now() / 1000
  const last = points.at(-1)
  if (speed === null) return last && last.speed !== null ? [...points, { at, speed }] : points
  if (last && last.speed !== null && at - last.at < LEAST_SECONDS) return points
  const gap = last && at - last.at > GAP_SECONDS ? [{ at: (last.at + at) / 2, speed: null }] : []
  const next = [...points, ...gap, { at, speed }]
  return next.length > MOST_POINTS ? thinned(next) : next
}

/** Every other point of the older half, so that a long job keeps its whole course. */
function thinned(points: readonly SpeedPoint[]): SpeedPoint[] {
  const half = points.length / 2
  return points.filter((point, index) => index >= half || point.speed === null || index % 2 === 0)
}
