metadata description = 'Alerts for what an operator has to do something about: updates that are held, that fail, that do not come to an end, and what audits find.'

@description('What the rules\' names begin with.')
param name string

@description('Makes the rules\' names unique.')
param token string

@description('The region.')
param location string

@description('Tags of every resource.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags

@description('Application Insights, which is asked.')
param insightsId string

@description('Who gets an e-mail.')
@minLength(1)
param emails string[]

@description('After how many hours an update that has not ended is taken for stuck.')
param oldestUpdateHours int

@description('How many updates may fail within an hour.')
param failuresAnHour int

@description('Whether Microsoft may count deployments of the verified modules.')
param enableTelemetry bool

var rules = [
  {
    name: 'held'
    text: 'An update is held: its tries have run out on a fault that somebody can mend. Mend it, then retry or cancel the update (POST /api/updates/{id}/retry or /cancel); after its time it is reverted.'
    query: loadTextContent('../queries/alert-held.kql')
    column: 'Held'
    threshold: 0
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
  }
  {
    name: 'failed'
    text: 'More updates than usual have failed. Nothing of them is left in the storage root; their errors tell why (GET /api/updates?status=Failed).'
    query: loadTextContent('../queries/alert-failed.kql')
    column: 'Failed'
    threshold: failuresAnHour
    severity: 2
    every: 'PT15M'
    window: 'PT1H'
  }
  {
    name: 'backlog'
    text: 'An update has not ended for a long time: it waits, is held, or there is more to do than the app gets done.'
    query: loadTextContent('../queries/alert-backlog.kql')
    column: 'Hours'
    threshold: oldestUpdateHours
    severity: 2
    every: 'PT15M'
    window: 'PT30M'
  }
  {
    name: 'audit'
    text: 'An audit has found an object that is not valid. Its report names the object and the finding (GET /api/validations/{id}).'
    query: loadTextContent('../queries/alert-audit.kql')
    column: 'Findings'
    threshold: 0
    severity: 1
    every: 'PT15M'
    window: 'PT1H'
  }
]

module operators 'br/public:avm/res/insights/action-group:0.8.0' = {
  name: 'operators'
  params: {
    name: 'ag-${name}-${token}'
    groupShortName: take('ocfl${name}', 12)
    tags: tags
    emailReceivers: [
      for (address, index) in emails: {
        name: 'operator-${index}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
    enableTelemetry: enableTelemetry
  }
}

module alerts 'br/public:avm/res/insights/scheduled-query-rule:0.6.0' = [
  for rule in rules: {
    name: 'alert-${rule.name}'
    params: {
      name: 'alert-${name}-${rule.name}-${token}'
      location: location
      tags: tags
      alertDisplayName: 'OCFL (${name}): ${rule.name}'
      alertDescription: rule.text
      scopes: [insightsId]
      severity: rule.severity
      evaluationFrequency: rule.every
      windowSize: rule.window
      autoMitigate: true
      // A metric that was never sent yet is no mistake in the query.
      skipQueryValidation: true
      criterias: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: rule.column
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroupResourceIds: [operators.outputs.resourceId] }
      enableTelemetry: enableTelemetry
    }
  }
]
