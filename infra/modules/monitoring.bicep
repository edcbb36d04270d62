metadata description = 'Log Analytics and Application Insights, which take telemetry only from who shows an identity.'

import { privateNetworkType } from 'types.bicep'

@description('What the resources\' names end in.')
param name string

@description('The region.')
param location string

@description('Tags of every resource.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags

@description('For how many days everything is kept.')
param retentionDays 30 | 60 | 90 | 120 | 180 | 270 | 365 | 550 | 730

@description('How many GB a day are taken in at most; -1 for no limit.')
param dailyQuotaGb string

@description('Who may send telemetry.')
param publisherPrincipalId string

@description('The private network that alone may send telemetry; null for the internet. Reading it with an account is possible from everywhere.')
param network privateNetworkType?

@description('Whether Microsoft may count deployments of the verified modules.')
param enableTelemetry bool

var ingestion = network == null ? 'Enabled' : 'Disabled'

module workspace 'br/public:avm/res/operational-insights/workspace:0.16.1' = {
  name: 'workspace'
  params: {
    name: 'log-${name}'
    location: location
    tags: tags
    skuName: 'PerGB2018'
    dataRetention: retentionDays
    dailyQuotaGb: dailyQuotaGb
    forceCmkForQuery: false
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
    publicNetworkAccessForIngestion: ingestion
    publicNetworkAccessForQuery: 'Enabled'
    enableTelemetry: enableTelemetry
  }
}

module insights 'br/public:avm/res/insights/component:0.8.0' = {
  name: 'insights'
  params: {
    name: 'appi-${name}'
    location: location
    tags: tags
    workspaceResourceId: workspace.outputs.resourceId
    disableLocalAuth: true
    disableIpMasking: false
    retentionInDays: retentionDays
    publicNetworkAccessForIngestion: ingestion
    publicNetworkAccessForQuery: 'Enabled'
    roleAssignments: [
      {
        // Monitoring Metrics Publisher
        roleDefinitionIdOrName: '3913510d-42f4-4e42-8a64-420c390055eb'
        principalId: publisherPrincipalId
        principalType: 'ServicePrincipal'
      }
    ]
    enableTelemetry: enableTelemetry
  }
}

module scope 'br/public:avm/res/insights/private-link-scope:0.7.3' = if (network != null) {
  name: 'private-link-scope'
  params: {
    name: 'ampls-${name}'
    tags: tags
    accessModeSettings: { ingestionAccessMode: 'PrivateOnly', queryAccessMode: 'Open' }
    scopedResources: [
      { name: 'workspace', linkedResourceId: workspace.outputs.resourceId }
      { name: 'insights', linkedResourceId: insights.outputs.resourceId }
    ]
    privateEndpoints: [
      {
        name: 'pep-ampls-${name}'
        location: location
        subnetResourceId: network!.endpointSubnetId
        privateDnsZoneGroup: {
          privateDnsZoneGroupConfigs: map(concat(network!.zoneIds.monitor, network!.zoneIds.blob), zoneId => {
            privateDnsZoneResourceId: zoneId
          })
        }
      }
    ]
    enableTelemetry: enableTelemetry
  }
}

@description('The Log Analytics workspace.')
output workspaceId string = workspace.outputs.resourceId

@description('Application Insights.')
output insightsId string = insights.outputs.resourceId

@description('Where telemetry is sent. Its key opens nothing, since local authentication is off.')
output insightsConnectionString string = insights.outputs.connectionString
