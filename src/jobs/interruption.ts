/**
 * Why a run is asked to end before its work is done: the reason of its signal. What then becomes of the job is what its
 * row says at that moment (a pause may have been taken back, or become a cancel), not this.
 */
export class Interruption extends Error {
  override name = 'Interruption'
  readonly request: 'pause' | 'cancel' | 'stop'
  constructor(request: 'pause' | 'cancel' | 'stop') {
    super(request === 'stop' ? 'the server is stopping' : `the job was asked to ${request}`)
    this.request = request
  }
}
