namespace Infra.Tests.Azd;

/// <summary>azure.yaml, which <c>azd up</c> reads.</summary>
public sealed class AzdTests
{
    private static readonly IReadOnlyDictionary<object, object> Azure = Yaml.Read(RepositoryFolder.Read("azure.yaml"));

    [Fact]
    public void TheTemplateIsThere() =>
        Assert.True(File.Exists(RepositoryFolder.At(Azure.Map("infra").Text("path"), Azure.Map("infra").Text("module") + ".bicepparam")));

    [Fact]
    public void TheServiceIsTheAppAndTheTemplateTagsIt()
    {
        (object name, object value) = Assert.Single(Azure.Map("services"));
        IReadOnlyDictionary<object, object> service = (IReadOnlyDictionary<object, object>)value;

        Assert.Equal(("function", "dotnet"), (service.Text("host"), service.Text("language")));
        Assert.True(File.Exists(RepositoryFolder.At(service.Text("project"), Path.GetFileName(service.Text("project")) + ".csproj")));
        Assert.Contains($"'azd-service-name': '{name}'", RepositoryFolder.Read("infra", "modules", "app.bicep"), StringComparison.Ordinal);
    }
}
