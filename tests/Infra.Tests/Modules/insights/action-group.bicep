param name string
@maxLength(12)
param groupShortName string
param tags object
param emailReceivers { name: string, emailAddress: string, useCommonAlertSchema: bool }[]
param enableTelemetry bool

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (enableTelemetry || !enableTelemetry) {
  name: name
  location: 'global'
  tags: tags
  properties: { enabled: true, groupShortName: groupShortName, emailReceivers: emailReceivers }
}

output resourceId string = resourceId('Microsoft.Insights/actionGroups', name)
