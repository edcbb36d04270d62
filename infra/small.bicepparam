// To try it out, or for a small archive: nothing costs while nothing runs. One copy of the data in one building.
using 'main.bicep'

param name = readEnvironmentVariable('OCFL_NAME', 'ocfl')
param durableStorage = readEnvironmentVariable('DurableStorage', 'AzureStorage')
param alertEmails = filter(split(readEnvironmentVariable('OCFL_ALERT_EMAILS', ''), ','), address => !empty(address))
param sourceContainers = filter(split(readEnvironmentVariable('OCFL_SOURCE_CONTAINERS', 'incoming'), ','), place => !empty(place))
param sourceAccount = readEnvironmentVariable('OCFL_SOURCE_ACCOUNT', '')
param sourceResourceGroup = readEnvironmentVariable('OCFL_SOURCE_GROUP', '')

param maximumInstanceCount = 10

param hostReplication = 'Standard_LRS'
param rootReplication = 'Standard_LRS'
param softDeleteDays = 7

param retentionDays = 30
param dailyQuotaGb = '1'
