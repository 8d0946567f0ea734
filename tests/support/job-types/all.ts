// Where one process runs many files, each of them sees the same API.
import './hooked-job.ts'
import './scripted-job.ts'
import './small-batches.ts'
