// For an archive in use: data in three zones, an instance always warm, deletions that can be undone for a month.
using 'main.bicep'

param name = readEnvironmentVariable('OCFL_NAME', 'ocfl')
param durableStorage = readEnvironmentVariable('DurableStorage', 'AzureStorage')
param alertEmails = filter(split(readEnvironmentVariable('OCFL_ALERT_EMAILS', ''), ','), address => !empty(address))
param sourceContainers = filter(split(readEnvironmentVariable('OCFL_SOURCE_CONTAINERS', 'incoming'), ','), place => !empty(place))
param sourceAccount = readEnvironmentVariable('OCFL_SOURCE_ACCOUNT', '')
param sourceResourceGroup = readEnvironmentVariable('OCFL_SOURCE_GROUP', '')

param maximumInstanceCount = 40
param alwaysReadyDurable = 1

param hostReplication = 'Standard_ZRS'
param rootReplication = 'Standard_ZRS'
param softDeleteDays = 30
param lockRoot = true

param retentionDays = 90
param dailyQuotaGb = '10'
