using System.ComponentModel;
using System.Diagnostics;

namespace OcflFunctions.Local.Hosting;

/// <summary>Opens the page in the user's browser.</summary>
internal static class PageBrowser
{
    /// <summary>Opens it, and does not wait.</summary>
    /// <param name="page">Its address.</param>
    /// <returns>Whether a program took it; a machine without a screen has none.</returns>
    public static bool TryOpen(Uri page)
    {
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
            return true;
        }
        catch (Exception missing) when (missing is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Opens it, and otherwise says where it is.</summary>
    /// <param name="page">Its address.</param>
    /// <param name="output">Where the lines go.</param>
    public static void Open(Uri page, TextWriter output)
    {
        output.WriteLine(TryOpen(page) ? $"Opening {page} in a browser" : $"No browser could be started; open {page}");
    }
}
