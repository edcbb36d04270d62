#!/usr/bin/env bash
# NuGet Microsoft.DurableTask.InProcessTestHost 0.2.3-preview.1 with Microsoft.DurableTask.Worker 1.28.0.
#
# An orchestrator continues as new and keeps its events (ContinueAsNew, preserveUnprocessedEvents: true, the default), while
# an event waits that it has not taken. Expected: the next execution receives it, as on the Functions host.
# Seen: the next execution runs and waits for the event without end. The SDK keeps an event by sending it to the instance
# again, and the test host drops the messages of a turn that continues as new.
# Exit 1 when the event that was kept arrives.
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
    registry => registry.AddOrchestratorFunc<string, string?>("StartOver", async (context, input) =>
    {
        if (input == "second")
        {
            return await context.WaitForExternalEvent<string>("item");
        }

        await context.WaitForExternalEvent<string>("go");
        context.ContinueAsNew("second", preserveUnprocessedEvents: true);
        return null;
    }));
DurableTaskClient client = host.Client;
await client.ScheduleNewOrchestrationInstanceAsync("StartOver", "first", new StartOrchestrationOptions("one"));
await client.WaitForInstanceStartAsync("one");
await client.RaiseEventAsync("one", "item", "raised before");
await client.RaiseEventAsync("one", "go", "now");
using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
string? end = null;
try
{
    end = (await client.WaitForInstanceCompletionAsync("one", getInputsAndOutputs: true, limit.Token)).SerializedOutput;
}
catch (OperationCanceledException)
{
    // Not completed within the limit.
}

OrchestrationMetadata seen = (await client.GetInstanceAsync("one", getInputsAndOutputs: true))!;
Console.WriteLine($"after 20 seconds: {seen.RuntimeStatus}, input {seen.SerializedInput}, output {end ?? "none"}");
return end is null ? 0 : 1;
CS
Logging__LogLevel__Default=None dotnet run
# Output seen:
# after 20 seconds: Running, input "second", output none
