#!/usr/bin/env bash
# NuGet Microsoft.DurableTask.Client and Worker 1.28.0, on Microsoft.DurableTask.InProcessTestHost 0.2.3-preview.1.
#
# An orchestration was started without an input, has no custom status and, while it waits, no output. They are read as a
# value type. Expected: the default, since GetInput<T>() is documented to give null "if no input was provided" and returns
# T?; or an exception that says what is absent.
# Seen: GetInput<int>() in the orchestrator throws a NullReferenceException, which fails it if it is not caught. So do
# ReadInputAs<int>(), ReadCustomStatusAs<int>() and ReadOutputAs<int>() of the client. As int? they are null.
# Exit 1 when one of the four gives a value or another exception.
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

string inside = "";
await using DurableTaskTestHost host = await DurableTaskTestHost.StartAsync(
    registry => registry.AddOrchestratorFunc("Listen", async context =>
    {
        inside = Read("GetInput", () => context.GetInput<int>());
        return await context.WaitForExternalEvent<string>("go");
    }));
string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Listen");
await host.Client.WaitForInstanceStartAsync(id);
OrchestrationMetadata waiting = (await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
string[] seen =
[
    inside,
    Read("ReadInputAs", () => waiting.ReadInputAs<int>()),
    Read("ReadCustomStatusAs", () => waiting.ReadCustomStatusAs<int>()),
    Read("ReadOutputAs", () => waiting.ReadOutputAs<int>()),
];
Array.ForEach(seen, Console.WriteLine);
Console.WriteLine($"ReadOutputAs<int?>: {waiting.ReadOutputAs<int?>()?.ToString() ?? "null"}");
return Array.TrueForAll(seen, line => line.EndsWith(nameof(NullReferenceException))) ? 0 : 1;

static string Read(string name, Func<int> read)
{
    try
    {
        return $"{name}<int>: {read()}";
    }
    catch (Exception failure)
    {
        return $"{name}<int>: {failure.GetType().Name}";
    }
}
CS
Logging__LogLevel__Default=None dotnet run
# Output seen:
# GetInput<int>: NullReferenceException
# ReadInputAs<int>: NullReferenceException
# ReadCustomStatusAs<int>: NullReferenceException
# ReadOutputAs<int>: NullReferenceException
# ReadOutputAs<int?>: null
