using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>Finds the stage of a request, and refuses changes of one that an update has taken.</summary>
public sealed class StageAccess(StageRegister register)
{
    /// <summary>A stage.</summary>
    /// <exception cref="ProblemException">There is no such stage.</exception>
    internal async Task<StageState> GetAsync(string id, DurableTaskClient client, CancellationToken cancellationToken) =>
        await register.FindAsync(id, client.GetLifeAsync, cancellationToken)
            ?? throw new ProblemException(
                ProblemKind.StageNotFound, $"There is no stage '{id}'. It may have expired, or an update from it has completed.", "id");

    /// <summary>A stage that can be changed.</summary>
    /// <exception cref="ProblemException">There is no such stage, or an update has taken it.</exception>
    internal async Task<StageState> GetOpenAsync(string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        StageState state = await GetAsync(id, client, cancellationToken);
        return state.Holder is null ? state : throw Taken(id, state.Holder);
    }

    /// <summary>Requires that a stage that was open still is.</summary>
    /// <exception cref="ProblemException">It has ended since, or an update has taken it.</exception>
    internal async Task RequireStillOpenAsync(StageState state, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!await register.IsUntouchedAsync(state, cancellationToken))
        {
            await GetOpenAsync(state.Stage.Id, client, cancellationToken);
        }
    }

    /// <summary>The refusal of a stage that an update has taken.</summary>
    internal static ProblemException Taken(string id, string holder) => new(ProblemKind.StageTaken, DescribeTaken(id, holder), "id");

    /// <summary>Why a stage cannot be changed or taken.</summary>
    internal static string DescribeTaken(string id, string holder) =>
        $"The update {holder} runs from the stage '{id}', which ends with it. If the update fails, the stage is open again.";
}
