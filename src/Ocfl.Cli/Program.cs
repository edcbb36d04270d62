using Ocfl.Cli;

using Terminal terminal = Terminal.ForProcess();
using Interruption interruption = new();
return await OcflTool.RunAsync(args, terminal, interruption.Token);
