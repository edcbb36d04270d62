namespace OcflFunctions.Local.Functions;

/// <summary>Where one argument of a function comes from.</summary>
/// <param name="invocation">The run of the function that needs it.</param>
/// <returns>The argument.</returns>
/// <exception cref="ArgumentBindingException">The caller sent a value that is not of the parameter's type.</exception>
internal delegate object? ArgumentSource(LocalInvocation invocation);
