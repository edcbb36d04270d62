using Microsoft.Extensions.Options;
using Ocfl;
using Ocfl.Azurite;
using OcflFunctions.Local.Demo;
using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Hosting;

const int CannotStart = 2;

try
{
    CommandLine line = CommandLine.Parse(args);
    if (line.Help)
    {
        Console.WriteLine(CommandLine.Usage);
        return 0;
    }

    if (line.Keys is { } keys)
    {
        await keys.RunAsync(Console.Out, TimeProvider.System, CancellationToken.None);
        return 0;
    }

    if (line.History is { } history)
    {
        await using Stream output = Console.OpenStandardOutput();
        await history.RunAsync(output, CancellationToken.None);
        return 0;
    }

    if (line.Maintain)
    {
        return await MaintainCommand.RunAsync(line, Console.Out, CancellationToken.None);
    }

    if (line.Demo)
    {
        return await DemoCommand.RunAsync(line);
    }

    (LocalApplication service, string folder) = LocalService.Build(line);
    await using LocalApplication application = service;
    await application.StartAsync();
    Console.WriteLine($"Data in {folder}");
    Console.WriteLine($"Listening on {application.Address}");
    Console.WriteLine($"The page is {application.Page}");
    if (line.Open)
    {
        PageBrowser.Open(application.Page, Console.Out);
    }

    await application.Web.WaitForShutdownAsync();
    return 0;
}
catch (Exception failure) when (failure is FunctionLoadException
    or OptionsValidationException
    or InvalidOperationException
    or InvalidDataException
    or ArgumentException
    or IOException
    or UnauthorizedAccessException
    or AzuriteException)
{
    // One line, for logs.
    await Console.Error.WriteLineAsync(VisibleText.Show(failure.Message.ReplaceLineEndings(" ")));
    return CannotStart;
}
