using System.Reflection;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Hosting;
using OcflFunctions.Local.Management;

try
{
    LocalApplicationBuilder builder = LocalApplication.CreateBuilder(args, new LocalHostOptions { Assemblies = [Assembly.Load("OcflFunctions")] });
    string folder = DataFolder.Use(builder.Configuration);
    builder.Services.AddSingleton<IManagementLinks, EngineManagementLinks>();
    builder.Services.AddOcflFunctions(builder.Configuration);
    await using LocalApplication application = builder.Build();
    await application.StartAsync();
    Console.WriteLine($"Data in {folder}");
    Console.WriteLine($"Listening on {application.Address}");
    await application.Web.WaitForShutdownAsync();
    return 0;
}
catch (Exception failure) when (failure is FunctionLoadException or OptionsValidationException or InvalidOperationException or IOException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
