using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Hosting.IdentityProviders;
using Dhafnck.McpAuth.Tokens;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Accepts the access tokens of well-known identity providers. Each method adds one or two <see cref="TrustedIssuer"/>s with what is
/// particular to the provider; its last parameter changes them, for example to map scopes and roles.
/// </summary>
public static class McpAuthIdentityProviderExtensions
{
    /// <summary>Accepts access tokens of an OpenID Connect provider or OAuth authorization server that publishes its keys.</summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="authority">The URL of the provider, which is also its issuer.</param>
    /// <param name="audience">The audience that its tokens have for this server.</param>
    /// <param name="configure">Changes the settings of the issuer.</param>
    public static McpAuthBuilder AddOpenIdConnect(this McpAuthBuilder builder, string authority, string audience, Action<TrustedIssuer>? configure = null) =>
        builder.Trust(configure, new TrustedIssuer { Authority = authority }.For(audience));

    /// <summary>
    /// Accepts access tokens of Microsoft Entra ID, of the versions 1 and 2. Scopes come from <c>scp</c>; application roles
    /// (<c>roles</c>) count through <see cref="ExternalIssuerOptions.RoleMappings"/>.
    /// </summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="tenantId">The identifier of the tenant, a GUID.</param>
    /// <param name="clientId">The application (client) ID of this server's app registration. Its tokens have it, or <c>api://</c> and it, as audience.</param>
    /// <param name="configure">Changes the settings of each of the two issuers.</param>
    /// <exception cref="ArgumentException"><paramref name="tenantId"/> is not a GUID.</exception>
    public static McpAuthBuilder AddEntraId(this McpAuthBuilder builder, string tenantId, string clientId, Action<TrustedIssuer>? configure = null)
    {
        // The issuer is known by the GUID alone. With "common" or "organizations", every tenant of Microsoft would be trusted.
        if (!Guid.TryParseExact(tenantId, "D", out var tenant))
        {
            throw new ArgumentException(
                "The tenant of Entra ID is its Directory (tenant) ID, a GUID such as aaaabbbb-0000-cccc-1111-dddd2222eeee. "
                + "For several tenants, call AddEntraId for each.",
                nameof(tenantId));
        }

        const string Host = "https://login.microsoftonline.com";
        return builder.Trust(
            configure,
            new TrustedIssuer { Authority = $"{Host}/{tenant}/v2.0" }.For(clientId, $"api://{clientId}").Requiring(("tid", $"{tenant}"), ("azp", "*")),
            new TrustedIssuer { Authority = $"{Host}/{tenant}", Issuer = $"https://sts.windows.net/{tenant}/", IsAuthorizationServer = false }
                .For(clientId, $"api://{clientId}").Requiring(("tid", $"{tenant}"), ("appid", "*")));
    }

    /// <summary>Accepts access tokens of Auth0. Scopes come from <c>scope</c> and from <c>permissions</c> (role-based access control).</summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="domain">The domain of the tenant, such as <c>office.eu.auth0.com</c>, or a custom domain.</param>
    /// <param name="audience">The identifier of the API.</param>
    /// <param name="configure">Changes the settings of the issuer.</param>
    public static McpAuthBuilder AddAuth0(this McpAuthBuilder builder, string domain, string audience, Action<TrustedIssuer>? configure = null) =>
        builder.Trust(configure, new TrustedIssuer { Authority = IssuerSetup.Https(domain) + "/" }.For(audience).Scopes("scope", "permissions"));

    /// <summary>
    /// Accepts access tokens of a Keycloak realm. The realm's roles, and the client roles of <paramref name="audience"/>, count through
    /// <see cref="ExternalIssuerOptions.RoleMappings"/>.
    /// </summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="realmUrl">The URL of the realm, such as <c>https://login.example.com/realms/office</c>.</param>
    /// <param name="audience">The audience that an audience mapper adds to the tokens, usually the client ID of this server.</param>
    /// <param name="configure">Changes the settings of the issuer.</param>
    public static McpAuthBuilder AddKeycloak(this McpAuthBuilder builder, string realmUrl, string audience, Action<TrustedIssuer>? configure = null) =>
        builder.Trust(
            configure,
            new TrustedIssuer { Authority = realmUrl }.For(audience).Requiring(("typ", "Bearer")).Roles("realm_access.roles", $"resource_access.{audience}.roles", "roles", "groups"));

    /// <summary>Accepts access tokens of an authorization server of Okta. Scopes come from <c>scp</c>; <c>groups</c> count through <see cref="ExternalIssuerOptions.RoleMappings"/>.</summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="domain">The domain of the organization, such as <c>office.okta.com</c>.</param>
    /// <param name="audience">The audience of the authorization server, such as <c>api://default</c>.</param>
    /// <param name="authorizationServerId">The authorization server. Tokens of the organization's own server are for Okta alone, and cannot be accepted.</param>
    /// <param name="configure">Changes the settings of the issuer.</param>
    public static McpAuthBuilder AddOkta(this McpAuthBuilder builder, string domain, string audience, string authorizationServerId = "default", Action<TrustedIssuer>? configure = null) =>
        builder.Trust(configure, new TrustedIssuer { Authority = $"{IssuerSetup.Https(domain)}/oauth2/{authorizationServerId}" }.For(audience));

    /// <summary>
    /// Accepts access tokens of an Amazon Cognito user pool. They have no audience, so they are accepted by their client. Custom
    /// scopes such as <c>tasks/read</c> count through <see cref="ExternalIssuerOptions.ScopeMappings"/>, and <c>cognito:groups</c> through <see cref="ExternalIssuerOptions.RoleMappings"/>.
    /// </summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="userPoolId">The identifier of the user pool, such as <c>eu-west-1_AbCdEfGhI</c>.</param>
    /// <param name="clientIds">The app clients whose tokens are accepted.</param>
    /// <param name="configure">Changes the settings of the issuer.</param>
    /// <exception cref="ArgumentException"><paramref name="userPoolId"/> does not begin with a region.</exception>
    public static McpAuthBuilder AddCognito(this McpAuthBuilder builder, string userPoolId, IEnumerable<string> clientIds, Action<TrustedIssuer>? configure = null)
    {
        if (userPoolId?.Split('_') is not [{ Length: > 0 } region, { Length: > 0 }])
        {
            throw new ArgumentException("The identifier of a user pool is its region, an underscore and a name, such as eu-west-1_AbCdEfGhI.", nameof(userPoolId));
        }

        return builder.Trust(
            configure,
            new TrustedIssuer { Authority = $"https://cognito-idp.{region}.amazonaws.com/{userPoolId}" }.OfClients(clientIds).Requiring(("token_use", "access")).Roles("cognito:groups"));
    }

    /// <summary>
    /// Accepts access tokens of WorkOS AuthKit. Scopes come from <c>scope</c> and <c>permissions</c>; <c>role</c> and <c>roles</c>
    /// count through <see cref="ExternalIssuerOptions.RoleMappings"/>.
    /// </summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="authKitDomain">The AuthKit domain, such as <c>office.authkit.app</c>.</param>
    /// <param name="audience">The resource indicator of this server, its URL, as registered in WorkOS.</param>
    /// <param name="configure">Changes the settings of the issuer.</param>
    public static McpAuthBuilder AddWorkOS(this McpAuthBuilder builder, string authKitDomain, string audience, Action<TrustedIssuer>? configure = null) =>
        builder.Trust(
            configure,
            new TrustedIssuer { Issuer = IssuerSetup.Https(authKitDomain), JwksUri = IssuerSetup.Https(authKitDomain) + "/oauth2/jwks", IsAuthorizationServer = true }
                .For(audience).Scopes("scope", "permissions").Roles("role", "roles"));

    /// <summary>Accepts access tokens of a Descope MCP server or inbound application. Scopes come from <c>scope</c>.</summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="issuerUrl">The issuer URL from the Descope console, such as <c>https://api.descope.com/v1/apps/agentic/PROJECT/SERVER</c>.</param>
    /// <param name="audience">The URL of this server, as registered in Descope.</param>
    /// <param name="configure">Changes the settings of the issuer.</param>
    public static McpAuthBuilder AddDescope(this McpAuthBuilder builder, string issuerUrl, string audience, Action<TrustedIssuer>? configure = null) =>
        builder.Trust(configure, new TrustedIssuer { Authority = issuerUrl }.For(audience));

    /// <summary>Accepts access tokens of Scalekit, with the environment or the resource as issuer. Scopes come from <c>scope</c>, <c>scopes</c> and <c>permissions</c>.</summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="environmentUrl">The URL of the environment, such as <c>https://office.scalekit.com</c>.</param>
    /// <param name="resourceId">The identifier of the MCP server in Scalekit, such as <c>res_123</c>, which is the audience of its tokens.</param>
    /// <param name="configure">Changes the settings of each of the two issuers.</param>
    public static McpAuthBuilder AddScalekit(this McpAuthBuilder builder, string environmentUrl, string resourceId, Action<TrustedIssuer>? configure = null)
    {
        var environment = IssuerSetup.Https(environmentUrl);
        return builder.Trust(
            configure,
            new TrustedIssuer { Issuer = $"{environment}/resources/{resourceId}", JwksUri = environment + "/keys", IsAuthorizationServer = true }
                .For(resourceId).Scopes("scope", "scopes", "permissions"),
            new TrustedIssuer { Issuer = environment, JwksUri = environment + "/keys" }.For(resourceId).Scopes("scope", "scopes", "permissions"));
    }

    /// <summary>
    /// Accepts access tokens of Supabase Auth with asymmetric keys. They have the audience <c>authenticated</c>, whatever server they
    /// are meant for: every signed-in user of the project is accepted. Supabase has no scopes: grant some
    /// with <see cref="ExternalIssuerOptions.GrantedScopes"/>, or map the roles of <c>app_metadata.roles</c>.
    /// </summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="projectUrl">The URL of the project, such as <c>https://abcdefgh.supabase.co</c>.</param>
    /// <param name="configure">Changes the settings of the issuer, such as <see cref="ExternalIssuerOptions.ClientIds"/>.</param>
    public static McpAuthBuilder AddSupabase(this McpAuthBuilder builder, string projectUrl, Action<TrustedIssuer>? configure = null)
    {
        var issuer = IssuerSetup.Https(projectUrl) + "/auth/v1";
        return builder.Trust(
            configure,
            new TrustedIssuer { Issuer = issuer, JwksUri = issuer + "/.well-known/jwks.json", IsAuthorizationServer = true }
                .For("authenticated").Requiring(("role", "authenticated")).Roles("role", "app_metadata.roles"));
    }
}
