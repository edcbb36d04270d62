using Ocfl.Cli;

using Terminal terminal = Terminal.ForProcess();
return await OcflTool.RunAsync(args, terminal);
