using System.ComponentModel;

namespace OcflFunctions.Local.Functions;

/// <summary>Passes a value of the route to a function, as the parameter's type.</summary>
internal static class RouteValue
{
    /// <summary>Whether a route value can be turned into the type.</summary>
    public static bool Supports(Type type) =>
        type == typeof(string) || (TypeDescriptor.GetConverter(Target(type)) is { } converter
            && converter.GetType() != typeof(TypeConverter)
            && converter.CanConvertFrom(typeof(string)));

    /// <summary>The source of an argument.</summary>
    /// <param name="name">The name in the route.</param>
    /// <param name="type">The parameter's type, which <see cref="Supports"/> accepts.</param>
    /// <param name="missing">The argument if the route has no value.</param>
    public static ArgumentSource Source(string name, Type type, object? missing) => invocation =>
        invocation.Http!.Request.RouteValues.TryGetValue(name, out object? value) && value is string text
            ? Convert(name, text, Target(type))
            : missing;

    private static Type Target(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static object? Convert(string name, string text, Type type)
    {
        if (type == typeof(string))
        {
            return text;
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new ArgumentBindingException(name, text, type.Name);
        }
    }
}
