/** A document that a test hides and shows. */
export class FakePage extends EventTarget implements Disposable {
  visibilityState = 'visible'
  listeners = 0

  constructor() {
    super()
    Object.assign(globalThis, { document: this })
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++
    super.addEventListener(...args)
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--
    super.removeEventListener(...args)
  }

  set(visibilityState: 'visible' | 'hidden'): void {
    this.visibilityState = visibilityState
    this.dispatchEvent(new Event('visibilitychange'))
  }

  [Symbol.dispose](): void {
    Reflect.deleteProperty(globalThis, 'document')
  }
}
