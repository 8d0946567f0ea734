const SIZE = 64

let plain: string | undefined
let shown: number | null | undefined

/** Draws what runs into the window's icon: a ring, closed as far as it has come; null shows the plain icon again. */
export function showProgressInIcon(running: { progress: number | null } | null): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (!link) return
  plain ??= link.href
  const next = running && Math.round((running.progress ?? 0) * 20) / 20
  if (next === shown) return
  shown = next
  link.href = next === null ? plain : ring(next)
}

function ring(progress: number): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  // Read back at once: drawn where that costs nothing, for it happens while the page is busy.
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const middle = SIZE / 2
  const draw = (color: string, share: number) => {
    context.beginPath()
    context.strokeStyle = color
    context.lineWidth = 12
    context.arc(middle, middle, middle - 8, -Math.PI / 2, -Math.PI / 2 + share * 2 * Math.PI)
    context.stroke()
  }
  draw('#9fb3b1', 1)
  draw('#0f766e', Math.max(progress, 0.03))
  return canvas.toDataURL('image/png')
}
