using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OcflFunctions.Hosting;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.Access;

/// <summary>Reads who calls from a token in the header <c>Authorization</c>.</summary>
/// <param name="options">The authority, and the names of claims.</param>
/// <param name="authentication">ASP.NET Core's own options.</param>
public sealed class BearerTokens(IOptions<OcflOptions> options, IOptionsMonitor<JwtBearerOptions> authentication)
{
    /// <summary>Whether tokens are accepted.</summary>
    internal bool IsConfigured => options.Value.Http.Bearer.Authority is not null;

    /// <summary>Whether a request has a token.</summary>
    internal static bool IsSent(HttpRequest request) =>
        request.Headers.Authorization.Any(value => value?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>The caller.</summary>
    /// <returns>Null if there is no token, it is not valid, or it has no subject.</returns>
    /// <exception cref="ProblemException">
    /// The token has none of the roles, or the authority cannot be reached to check it.
    /// </exception>
    internal async Task<Caller?> ReadAsync(HttpContext context)
    {
        AuthenticateResult result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (result.Failure is not null)
        {
            await RequireAuthorityAsync(context.RequestAborted);
            return null;
        }

        BearerOptions bearer = options.Value.Http.Bearer;
        if (result.Principal is not { } principal || principal.FindFirst(bearer.SubjectClaim)?.Value is not { Length: > 0 } subject)
        {
            return null;
        }

        CallerRole[] roles = [.. principal.FindAll(bearer.RoleClaim).Select(claim => CallerRoles.Find(claim.Value)).OfType<CallerRole>()];
        return roles.Length > 0
            ? new Caller(subject, CallerKind.Token, roles.Max())
            : throw new ProblemException(
                ProblemKind.RoleMissing,
                $"The token has none of the roles {string.Join(", ", Enum.GetNames<CallerRole>())} in its claim '{bearer.RoleClaim}'.");
    }

    // Without the authority's keys every token fails, as if it were signed by a stranger.
    private async Task RequireAuthorityAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (authentication.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager is { } manager)
            {
                await manager.GetConfigurationAsync(cancellationToken);
            }
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new ProblemException(ProblemKind.Unavailable, "The token cannot be checked: its authority does not answer.");
        }
    }
}

/// <summary>Sets up ASP.NET Core's authentication by tokens.</summary>
internal static class BearerSetup
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // A secret that both sides share is not an algorithm for an authority's public keys.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Adds it if an authority is configured.</summary>
    public static void AddBearer(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<BearerTokens>();
        if (!BearerOptions.IsConfigured(configuration))
        {
            return;
        }

        // AddAuthentication would add data protection too, which writes keys into the user's home.
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        services.TryAddSingleton<IAuthenticationConfigurationProvider, NoAuthenticationConfiguration>();
        new AuthenticationBuilder(services).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<OcflOptions>>((jwt, ocfl) => Configure(jwt, ocfl.Value.Http.Bearer));
    }

    private static void Configure(JwtBearerOptions jwt, BearerOptions bearer)
    {
        jwt.Authority = bearer.Authority!.AbsoluteUri;
        jwt.Audience = bearer.Audience;
        jwt.RequireHttpsMetadata = bearer.Authority.Scheme == Uri.UriSchemeHttps;
        jwt.MapInboundClaims = false;
        jwt.IncludeErrorDetails = false;
        jwt.SaveToken = false;
        jwt.TokenValidationParameters.ValidIssuer = string.IsNullOrWhiteSpace(bearer.Issuer) ? null : bearer.Issuer;
        jwt.TokenValidationParameters.ValidAlgorithms = Algorithms;
        jwt.TokenValidationParameters.ClockSkew = ClockSkew;
        jwt.Events = new JwtBearerEvents
        {
            // Otherwise an authority that does not answer is an exception of the request.
            OnAuthenticationFailed = context =>
            {
                context.Fail(context.Exception);
                return Task.CompletedTask;
            },
        };
    }

    // The settings are under Ocfl:Http:Bearer, and not where ASP.NET Core has them.
    private sealed class NoAuthenticationConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
