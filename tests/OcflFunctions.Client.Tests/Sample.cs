using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization;

namespace OcflFunctions.Client.Tests;

/// <summary>Values of a contract that have something in every field, each field something of its own.</summary>
internal sealed class Sample
{
    private static readonly DateTimeOffset Time = new(2026, 8, 1, 12, 0, 0, 123, TimeSpan.Zero);
    private readonly int _variant;
    private int _count;

    private Sample(int variant) => _variant = variant;

    /// <summary>As many values as the largest enum in it has members, so that each member is in one of them.</summary>
    public static IEnumerable<object> Of(Type type) => Enumerable.Range(0, 12).Select(variant => new Sample(variant).Make(type));

    private object Make(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        _count++;
        return type switch
        {
            _ when type == typeof(string) => $"text {_count} \"ä\" <&> \u2028",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => _count,
            _ when type == typeof(long) => _count + (1L << 40),
            _ when type == typeof(DateTimeOffset) => Time.AddSeconds(_count),
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(_count),
            { IsEnum: true } => Enum.GetValues(type).GetValue(_variant % Enum.GetValues(type).Length)!,
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => new Dictionary<string, string>
            {
                ["one"] = "1",
                ["two"] = "2",
            },
            { IsGenericType: true } when type.IsAssignableTo(typeof(IEnumerable)) => MakeList(type.GenericTypeArguments[0]),
            _ => MakeRecord(type),
        };
    }

    private Array MakeList(Type element)
    {
        Array list = Array.CreateInstance(element, 2);
        list.SetValue(Make(element), 0);
        list.SetValue(Make(element), 1);
        return list;
    }

    private object MakeRecord(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors()
            .OrderByDescending(candidate => candidate.IsDefined(typeof(JsonConstructorAttribute)))
            .ThenBy(candidate => candidate.GetParameters().Length).First();
        object made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType))]);
        if (constructor.GetParameters().Length == 0)
        {
            foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite))
            {
                property.SetValue(made, Make(property.PropertyType));
            }
        }

        return made;
    }
}
