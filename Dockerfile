# syntax=docker/dockerfile:1

# The function app in a container of its own: docker build --tag ocfl-functions .
# DURABLE_STORAGE says where orchestrations are kept: AzureStorage, SqlServer or AzureManaged (docs/on-premises.md).
ARG DURABLE_STORAGE=AzureStorage

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG DURABLE_STORAGE
WORKDIR /src
COPY .editorconfig global.json Directory.Build.props Directory.Build.targets Directory.Packages.props host.json ./
COPY eng/host/ eng/host/
COPY src/Ocfl/ src/Ocfl/
COPY src/Ocfl.AzureBlobs/ src/Ocfl.AzureBlobs/
COPY src/OcflFunctions.Contracts/ src/OcflFunctions.Contracts/
COPY src/OcflFunctions.Keys/ src/OcflFunctions.Keys/
COPY src/OcflFunctions/ src/OcflFunctions/
RUN dotnet publish src/OcflFunctions --configuration Release --output /app \
    -p:DurableStorage=${DURABLE_STORAGE}

FROM mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0
# Keys of the API are read from /keys/host.json; other secrets become settings as start.sh says.
ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    AzureWebJobsSecretStorageType=files \
    FUNCTIONS_SECRETS_PATH=/keys \
    ASPNETCORE_URLS=http://+:8080
COPY --from=build /app /home/site/wwwroot
COPY --chmod=0755 eng/container/start.sh eng/container/healthy.sh /opt/startup/
RUN mkdir -p /keys /data && chown ${APP_UID:-1654} /keys /data /home
USER ${APP_UID:-1654}
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=15s --start-period=2m --retries=3 CMD ["/opt/startup/healthy.sh"]
CMD ["/opt/startup/start.sh"]
