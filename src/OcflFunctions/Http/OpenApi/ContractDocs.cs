using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http.OpenApi;

/// <summary>What the documentation comments of the contracts say, as text for readers of JSON.</summary>
internal sealed class ContractDocs
{
    private readonly Dictionary<string, XElement> _members;

    private ContractDocs(XDocument file)
    {
        _members = file.Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member, StringComparer.Ordinal);
    }

    /// <summary>Those of <c>OcflFunctions.Contracts</c>, which the build embeds in this assembly.</summary>
    public static ContractDocs Load()
    {
        using Stream file = typeof(ContractDocs).Assembly.GetManifestResourceStream("OcflFunctions.Contracts.xml")!;
        return new ContractDocs(XDocument.Load(file));
    }

    /// <summary>The summary of a type; null if it has none.</summary>
    public string? Of(Type type) => Text(Find("T:" + type.FullName)?.Element("summary"));

    /// <summary>The summary of a property; null if it has none.</summary>
    public string? Of(PropertyInfo property)
    {
        Type type = property.DeclaringType!;
        return Text(Find($"P:{type.FullName}.{property.Name}")?.Element("summary"))
            ?? Text(Find("T:" + type.FullName)?.Elements("param")
                .FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name));
    }

    /// <summary>The summary of a member of an enum; null if it has none.</summary>
    public string? Of(Type type, string member) => Text(Find($"F:{type.FullName}.{member}")?.Element("summary"));

    private XElement? Find(string name) => _members.GetValueOrDefault(name);

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        StringBuilder text = new();
        Append(text, element);
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "see" or "paramref" } reference:
                    text.Append('`').Append(NameOf(reference)).Append('`');
                    break;
                case XElement { Name.LocalName: "c" } code:
                    text.Append('`').Append(code.Value).Append('`');
                    break;
                case XElement inner:
                    Append(text, inner);
                    break;
            }
        }
    }

    // A property is named as in JSON, a constant and a member of an enum by its value there, another member by its last part.
    private static string NameOf(XElement reference)
    {
        string name = (reference.Attribute("cref") ?? reference.Attribute("langword") ?? reference.Attribute("name"))!.Value;
        int dot = name.LastIndexOf('.');
        string last = name[(dot + 1)..];
        return name[..Math.Min(2, name.Length)] switch
        {
            "P:" => JsonNamingPolicy.CamelCase.ConvertName(last),
            "F:" => ValueOf(typeof(ContractsJson).Assembly.GetType(name[2..dot])!, last),
            _ => last,
        };
    }

    private static string ValueOf(Type type, string member)
    {
        object value = type.GetField(member)!.GetValue(null)!;
        return type.IsEnum ? JsonSerializer.SerializeToNode(value, ContractsJson.Default.Options.GetTypeInfo(type))!.ToString() : $"{value}";
    }
}
