export const places = {
  title: 'Places',
}
