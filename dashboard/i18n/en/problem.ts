export const problem = {
  refused: 'This was not done',
  running: 'This is running already',
  conflict: 'Another job is in the way: {{job}}',
  notConnected: '{{platform}} is not connected',
  variables: 'Set these variables of the server, then start it again:',
  toPlatforms: 'Show the connections',
  dryRuns: 'A dry run can be started all the same.',
  until: 'It is switched on again by itself: {{moment}}',
  toWrites: 'To the switch for writing',
  toDryRun: 'Make a dry run first',
}
