#!/usr/bin/env bash
# NuGet Microsoft.DurableTask.Worker 1.28.0, run by Microsoft.DurableTask.InProcessTestHost 0.2.3-preview.1.
#
# An orchestrator that is registered as a function of its context alone reads its input with GetInput<string>(). Expected:
# the string, as in a class or in a function with an input type.
# Seen: the orchestration fails with InvalidCastException. Such a function has the input type object, so the input is a
# JsonElement, and GetInput<T>() only casts it: no type but object and JsonElement can be read.
# Exit 1 when the string is read.
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
    registry => registry
        .AddOrchestratorFunc("Untyped", context => Task.FromResult<object?>(context.GetInput<string>()))
        .AddOrchestratorFunc<string, string>("Typed", (_, input) => Task.FromResult(input)));
Dictionary<string, string?> seen = [];
foreach (string name in (string[])["Typed", "Untyped"])
{
    string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(name, "input");
    OrchestrationMetadata end = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
    seen[name] = end.FailureDetails?.ErrorType ?? end.SerializedOutput;
    Console.WriteLine($"{name}: {seen[name]}");
}

return seen["Typed"] == "\"input\"" && seen["Untyped"] == "System.InvalidCastException" ? 0 : 1;
CS
Logging__LogLevel__Default=None dotnet run
# Output seen:
# Typed: "input"
# Untyped: System.InvalidCastException
