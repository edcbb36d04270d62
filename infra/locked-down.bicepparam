// For an archive that nobody reaches from the internet: private endpoints everywhere, data in two regions, versions kept.
using 'main.bicep'

param name = readEnvironmentVariable('OCFL_NAME', 'ocfl')
param durableStorage = readEnvironmentVariable('DurableStorage', 'AzureStorage')
param alertEmails = filter(split(readEnvironmentVariable('OCFL_ALERT_EMAILS', ''), ','), address => !empty(address))
param sourceContainers = filter(split(readEnvironmentVariable('OCFL_SOURCE_CONTAINERS', 'incoming'), ','), place => !empty(place))
param sourceAccount = readEnvironmentVariable('OCFL_SOURCE_ACCOUNT', '')
param sourceResourceGroup = readEnvironmentVariable('OCFL_SOURCE_GROUP', '')

param maximumInstanceCount = 40
param alwaysReadyDurable = 2
param alwaysReadyHttp = 1
param zoneRedundant = true

param hostReplication = 'Standard_ZRS'
param rootReplication = 'Standard_GZRS'
param softDeleteDays = 90
param versioning = true
param lockRoot = true

param privateNetwork = true
param publicApi = false

param retentionDays = 365
