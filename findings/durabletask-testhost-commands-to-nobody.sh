#!/usr/bin/env bash
# NuGet Microsoft.DurableTask.InProcessTestHost 0.2.3-preview.1 with Microsoft.DurableTask.Client 1.28.0.
#
# Commands to an instance that does not exist, and to one that is completed. Expected: an error (RpcException NotFound and
# FailedPrecondition), as the Functions host answers, so that code that handles the error can be tested.
# Seen: raise event, suspend, resume and terminate succeed in both states.
# Exit 1 when one of them is refused.
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
    registry => registry.AddOrchestratorFunc("Nothing", _ => Task.FromResult<object?>(null)));
DurableTaskClient client = host.Client;
await client.ScheduleNewOrchestrationInstanceAsync("Nothing", new StartOrchestrationOptions("done"));
await client.WaitForInstanceCompletionAsync("done");
bool allAccepted = true;
foreach (string id in (string[])["nobody", "done"])
{
    foreach ((string name, Func<Task> command) in new (string, Func<Task>)[]
    {
        ("raise event", () => client.RaiseEventAsync(id, "e", "payload")),
        ("suspend", () => client.SuspendInstanceAsync(id)),
        ("resume", () => client.ResumeInstanceAsync(id)),
        ("terminate", () => client.TerminateInstanceAsync(id)),
    })
    {
        string outcome;
        try
        {
            await command();
            outcome = "accepted";
        }
        catch (Exception refusal)
        {
            outcome = refusal.GetType().Name;
            allAccepted = false;
        }

        Console.WriteLine($"{name}, instance {id}: {outcome}");
    }
}

return allAccepted ? 0 : 1;
CS
Logging__LogLevel__Default=None dotnet run
# Output seen:
# raise event, instance nobody: accepted
# suspend, instance nobody: accepted
# resume, instance nobody: accepted
# terminate, instance nobody: accepted
# raise event, instance done: accepted
# suspend, instance done: accepted
# resume, instance done: accepted
# terminate, instance done: accepted
