param name string
param location string
param tags object
param alertDisplayName string
param alertDescription string
param scopes string[]
param severity 0 | 1 | 2 | 3 | 4
param evaluationFrequency string
param windowSize string
param autoMitigate bool
param skipQueryValidation bool
param criterias object
param actions { actionGroupResourceIds: string[] }
param enableTelemetry bool

resource rule 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = if (enableTelemetry || !enableTelemetry) {
  name: name
  location: location
  tags: tags
  properties: {
    displayName: alertDisplayName
    description: alertDescription
    scopes: scopes
    severity: severity
    evaluationFrequency: evaluationFrequency
    windowSize: windowSize
    autoMitigate: autoMitigate
    skipQueryValidation: skipQueryValidation
    criteria: criterias
    actions: { actionGroups: actions.actionGroupResourceIds }
  }
}
