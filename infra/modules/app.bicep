metadata description = 'The function app on a Flex Consumption plan, .NET isolated, with an identity and without a key.'

import { privateNetworkType } from 'types.bicep'

@description('The app\'s name, the first part of its host name.')
@minLength(2)
@maxLength(55)
param name string

@description('The region.')
param location string

@description('Tags of every resource.')
param tags resourceInput<'Microsoft.Resources/resourceGroups@2025-04-01'>.tags

@description('The memory of one instance, in MB.')
param instanceMemoryMB 512 | 2048 | 4096

@description('How many instances there may be.')
param maximumInstanceCount int

@description('How many are kept warm for orchestrations and activities.')
param alwaysReadyDurable int

@description('How many are kept warm for the HTTP API.')
param alwaysReadyHttp int

@description('Whether instances are spread over availability zones.')
param zoneRedundant bool

@description('The user-assigned identity of the app.')
param identityId string

@description('The identity\'s client id.')
param identityClientId string

@description('The host\'s storage account.')
param hostAccount string

@description('The endpoints of the host\'s storage account.')
param hostEndpoints { blob: string, queue: string, table: string }

@description('The container that the app\'s code is deployed to.')
param codeContainer string

@description('Where telemetry is sent.')
param insightsConnectionString string

@description('The Durable Task Scheduler; null for Azure Storage.')
param scheduler { endpoint: string, taskHub: string }?

@description('The settings of the app itself.')
param settings { *: string }

@description('The Log Analytics workspace that gets the host\'s logs.')
param workspaceId string

@description('The subnet that the app\'s calls come from; null for none.')
param appSubnetId string?

@description('Whether the internet reaches the API.')
param publicApi bool

@description('The private network; null for none.')
param network privateNetworkType?

@description('Whether Microsoft may count deployments of the verified modules.')
param enableTelemetry bool

// DefaultAzureCredential takes the identity that AZURE_CLIENT_ID names.
var hostSettings = {
  AzureWebJobsStorage__accountName: hostAccount
  AzureWebJobsStorage__blobServiceUri: hostEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: hostEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: hostEndpoints.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AZURE_CLIENT_ID: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}
var schedulerSettings = scheduler == null
  ? {}
  : {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler!.endpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
      TASKHUB_NAME: scheduler!.taskHub
    }

module plan 'br/public:avm/res/web/serverfarm:0.7.0' = {
  name: 'plan'
  params: {
    name: 'plan-${name}'
    location: location
    tags: tags
    skuName: 'FC1'
    kind: 'functionapp'
    reserved: true
    zoneRedundant: zoneRedundant
    enableTelemetry: enableTelemetry
  }
}

module site 'br/public:avm/res/web/site:0.24.0' = {
  name: 'site'
  params: {
    name: name
    location: location
    tags: union(tags, { 'azd-service-name': 'ocfl' })
    kind: 'functionapp,linux'
    serverFarmResourceId: plan.outputs.resourceId
    managedIdentities: { userAssignedResourceIds: [identityId] }
    httpsOnly: true
    publicNetworkAccess: publicApi ? 'Enabled' : 'Disabled'
    virtualNetworkSubnetResourceId: appSubnetId
    clientAffinityEnabled: false
    siteConfig: { alwaysOn: false, minTlsVersion: '1.2', http20Enabled: true }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostEndpoints.blob}${codeContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: concat(
          alwaysReadyDurable > 0 ? [{ name: 'durable', instanceCount: alwaysReadyDurable }] : [],
          alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : []
        )
      }
    }
    configs: [
      {
        name: 'appsettings'
        properties: union(hostSettings, schedulerSettings, settings)
        retainCurrentAppSettings: false
      }
    ]
    basicPublishingCredentialsPolicies: [{ name: 'scm', allow: false }, { name: 'ftp', allow: false }]
    diagnosticSettings: [
      {
        workspaceResourceId: workspaceId
        logCategoriesAndGroups: [{ category: 'FunctionAppLogs' }]
        metricCategories: [{ category: 'AllMetrics' }]
      }
    ]
    privateEndpoints: network == null || publicApi
      ? []
      : [
          {
            service: 'sites'
            subnetResourceId: network!.endpointSubnetId
            privateDnsZoneGroup: {
              privateDnsZoneGroupConfigs: map(network!.zoneIds.sites, zoneId => { privateDnsZoneResourceId: zoneId })
            }
          }
        ]
    enableTelemetry: enableTelemetry
  }
}

@description('The app\'s name.')
output name string = site.outputs.name

@description('The app\'s host name.')
output hostname string = site.outputs.defaultHostname
