#!/usr/bin/env bash
# NuGet Microsoft.DurableTask.InProcessTestHost 0.2.3-preview.1 with Microsoft.DurableTask.Client 1.28.0.
#
# An orchestration is started with the id of one that runs, and StartOrchestrationOptions has no DedupeStatuses. Expected:
# refused, as the Functions host does (Durable extension 3.x on Azure Storage: "already exists").
# Seen: the running orchestration is replaced without a word: what it waited for is gone, and its id has the new input.
# A test of "one run per id" passes or fails for another reason than in Azure.
# Exit 1 when the second start is refused.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > finding.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <NoWarn>NU1603</NoWarn>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <PackageReference Include="Microsoft.DurableTask.InProcessTestHost" Version="0.2.3-preview.1" />
    <PackageReference Include="Microsoft.DurableTask.Client.Grpc" Version="1.28.0" />
    <PackageReference Include="Microsoft.DurableTask.Worker.Grpc" Version="1.28.0" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

await using DurableTaskTestHost host = await DurableTaskTestHost.StartAsync(
    registry => registry.AddOrchestratorFunc("Listen", async context => await context.WaitForExternalEvent<string>("go")));
DurableTaskClient client = host.Client;
await client.ScheduleNewOrchestrationInstanceAsync("Listen", "first", new StartOrchestrationOptions("one"));
await client.WaitForInstanceStartAsync("one");
string second;
try
{
    await client.ScheduleNewOrchestrationInstanceAsync("Listen", "second", new StartOrchestrationOptions("one"));
    second = "accepted";
}
catch (Exception refusal)
{
    second = refusal.GetType().Name;
}

OrchestrationMetadata seen = (await client.GetInstanceAsync("one", getInputsAndOutputs: true))!;
Console.WriteLine($"second start: {second}");
Console.WriteLine($"input of the instance: {seen.SerializedInput}");
return second == "accepted" && seen.SerializedInput == "\"second\"" ? 0 : 1;
CS
Logging__LogLevel__Default=None dotnet run
# Output seen:
# second start: accepted
# input of the instance: "second"
