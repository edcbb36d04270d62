metadata description = 'A workbook with the questions an operator asks. There is no Azure Verified Module for it.'

@description('Its name in the portal.')
param displayName string

@description('The region.')
param location string

@description('Tags of every resource.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags

@description('Application Insights, which is asked.')
param insightsId string

var questions = [
  { title: 'What runs', chart: 'timechart', query: loadTextContent('../queries/running.kql') }
  { title: 'How updates ended', chart: 'barchart', query: loadTextContent('../queries/outcomes.kql') }
  { title: 'What was held', chart: 'table', query: loadTextContent('../queries/held.kql') }
  { title: 'Which updates are slow', chart: 'table', query: loadTextContent('../queries/slow-updates.kql') }
  { title: 'What the time goes into', chart: 'table', query: loadTextContent('../queries/slow-activities.kql') }
  { title: 'How long updates take and wait', chart: 'timechart', query: loadTextContent('../queries/duration.kql') }
  { title: 'Steps', chart: 'table', query: loadTextContent('../queries/steps.kql') }
  { title: 'How much is written', chart: 'barchart', query: loadTextContent('../queries/bytes.kql') }
  { title: 'Requests to storage', chart: 'table', query: loadTextContent('../queries/storage.kql') }
  { title: 'What it cost', chart: 'table', query: loadTextContent('../queries/cost.kql') }
  { title: 'What audits found', chart: 'barchart', query: loadTextContent('../queries/audits.kql') }
  { title: 'What imports did', chart: 'table', query: loadTextContent('../queries/imports.kql') }
  { title: 'What audits checked', chart: 'table', query: loadTextContent('../queries/audit-checks.kql') }
  { title: 'The longest unchecked object', chart: 'timechart', query: loadTextContent('../queries/audit-age.kql') }
  { title: 'How far audits are', chart: 'timechart', query: loadTextContent('../queries/audit-coverage.kql') }
  { title: 'What maintenance removed', chart: 'table', query: loadTextContent('../queries/maintenance.kql') }
  { title: 'What cannot be read in the work area', chart: 'table', query: loadTextContent('../queries/unreadable.kql') }
  { title: 'Errors', chart: 'table', query: loadTextContent('../queries/errors.kql') }
]

var period = {
  type: 9
  name: 'period'
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        version: 'KqlParameterItem/1.0'
        name: 'period'
        label: 'Period'
        type: 4
        isRequired: true
        value: { durationMs: 604800000 }
        typeSettings: {
          selectableValues: map([3600000, 86400000, 604800000, 2592000000, 7776000000], milliseconds => {
            durationMs: milliseconds
          })
          allowCustom: true
        }
      }
    ]
    style: 'pills'
  }
}

var items = map(questions, question => {
  type: 3
  name: question.title
  content: {
    version: 'KqlItem/1.0'
    title: question.title
    query: question.query
    size: 0
    showExportToExcel: true
    timeContextFromParameter: 'period'
    queryType: 0
    resourceType: 'microsoft.insights/components'
    visualization: question.chart
  }
})

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insightsId, 'ocfl-updates')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: displayName
    sourceId: insightsId
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([period], items)
      fallbackResourceIds: [insightsId]
    })
  }
}
