namespace Infra.Tests.Templates;

/// <summary>A test that needs the Bicep compiler, and is skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CompilerFactAttribute : FactAttribute
{
    public CompilerFactAttribute() => Skip = BicepCompiler.Missing;
}
