using System.Diagnostics.Metrics;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;
using FindingSeverity = OcflFunctions.Contracts.FindingSeverity;

namespace OcflFunctions.Validations;

/// <summary>
/// Counts what validations find. Activities call it, each if it is the first run to store its findings, because any activity may run twice.
/// </summary>
public sealed class ValidationTelemetry
{
    private readonly Counter<long> _findings;

    /// <summary>Creates the instruments.</summary>
    public ValidationTelemetry(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _findings = meters.Create(UpdateTelemetry.MeterName).CreateCounter<long>(
            "ocfl.audit.findings", "{finding}", "What validations found.");
    }

    /// <summary>A part of a validation is finished.</summary>
    public void Found(ValidationCounts findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        Add(FindingSeverity.Error, findings.Errors);
        Add(FindingSeverity.Warning, findings.Warnings);
        Add(FindingSeverity.Info, findings.Infos);
        Add(FindingSeverity.Unchecked, findings.Unchecked);
    }

    private void Add(FindingSeverity severity, long count)
    {
        if (count > 0)
        {
            _findings.Add(count, new KeyValuePair<string, object?>("severity", severity.ToString()));
        }
    }
}
