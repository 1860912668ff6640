using System.Text.Json.Nodes;
using Dhafnck.McpAuth.Tests.Providers.Issuers;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Providers.IdentityProviders;

/// <summary>The identity providers, with metadata and tokens of the form that each one documents.</summary>
internal static class IdentityProviderCases
{
    public const string Audience = "https://mcp.example.com/mcp";
    private const string Tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
    private const string Client = "00001111-aaaa-2222-bbbb-3333cccc4444";

    public static readonly IReadOnlyList<IdentityProviderCase> All =
    [
        new()
        {
            Name = "Entra ID, version 2",
            Add = auth => auth.AddEntraId(Tenant, Client, issuer => issuer.ScopeMappings["Tasks.Read"] = ["execute:mcp", "read:tasks"]),
            Documents = Discovery($"login.microsoftonline.com/{Tenant}/v2.0", $"https://login.microsoftonline.com/{Tenant}/v2.0", $"login.microsoftonline.com/{Tenant}/discovery/v2.0/keys"),
            Claims = $$"""{"aud":"{{Client}}","iss":"https://login.microsoftonline.com/{{Tenant}}/v2.0","aio":"x","azp":"11112222-bbbb-3333-cccc-4444dddd5555","azpacr":"0","name":"Ada","oid":"1","preferred_username":"ada@example.com","rh":"x","scp":"Tasks.Read","sub":"AAAA","tid":"{{Tenant}}","uti":"x","ver":"2.0"}""",
            Refused =
            [
                """{"tid":"bbbbcccc-1111-dddd-2222-eeee3333ffff"}""",
                """{"iss":"https://login.microsoftonline.com/bbbbcccc-1111-dddd-2222-eeee3333ffff/v2.0","tid":"bbbbcccc-1111-dddd-2222-eeee3333ffff"}""",
                """{"aud":"11112222-bbbb-3333-cccc-4444dddd5555"}""",
                """{"aud":"https://graph.microsoft.com"}""",
                """{"azp":null,"azpacr":null}""",
                """{"nonce":"of-an-ID-token"}""",
            ],
        },
        new()
        {
            Name = "Entra ID, version 1",
            Add = auth => auth.AddEntraId(Tenant, Client, issuer => issuer.RoleMappings["Task.Reader"] = ["execute:mcp", "read:tasks"]),
            Documents = Discovery($"login.microsoftonline.com/{Tenant}", $"https://sts.windows.net/{Tenant}/", "login.microsoftonline.com/common/discovery/keys"),
            Claims = $$"""{"aud":"api://{{Client}}","iss":"https://sts.windows.net/{{Tenant}}/","acr":"1","appid":"11112222-bbbb-3333-cccc-4444dddd5555","appidacr":"1","idp":"https://sts.windows.net/{{Tenant}}/","oid":"1","roles":["Task.Reader"],"sub":"AAAA","tid":"{{Tenant}}","ver":"1.0"}""",
            Refused = ["""{"tid":"bbbbcccc-1111-dddd-2222-eeee3333ffff"}""", """{"aud":"00000003-0000-0000-c000-000000000000"}""", """{"appid":null}"""],
        },
        new()
        {
            Name = "Auth0",
            Type = "at+jwt",
            Add = auth => auth.AddAuth0("office.eu.auth0.com", Audience),
            Documents = Discovery("office.eu.auth0.com", "https://office.eu.auth0.com/", "office.eu.auth0.com/.well-known/jwks.json"),
            Claims = $$"""{"iss":"https://office.eu.auth0.com/","sub":"auth0|123","aud":["{{Audience}}","https://office.eu.auth0.com/userinfo"],"azp":"client","scope":"openid profile","permissions":["execute:mcp","read:tasks"]}""",
            Refused = ["""{"aud":"https://office.eu.auth0.com/userinfo"}""", """{"iss":"https://other.eu.auth0.com/"}"""],
        },
        new()
        {
            Name = "Keycloak",
            Add = auth => auth.AddKeycloak("https://login.example.com/realms/office", "mcp-server", issuer =>
            {
                issuer.RoleMappings["user"] = ["execute:mcp"];
                issuer.RoleMappings["task-reader"] = ["read:tasks"];
            }),
            Documents = Discovery("login.example.com/realms/office", "https://login.example.com/realms/office", "login.example.com/realms/office/protocol/openid-connect/certs"),
            Claims = """{"jti":"onrtac:1","iss":"https://login.example.com/realms/office","aud":["mcp-server","account"],"sub":"f0e4","typ":"Bearer","azp":"client","sid":"x","acr":"1","realm_access":{"roles":["user","offline_access"]},"resource_access":{"mcp-server":{"roles":["task-reader"]},"account":{"roles":["manage-account"]}},"scope":"openid email profile"}""",
            Refused =
            [
                """{"typ":"ID"}""",
                """{"typ":"Refresh"}""",
                """{"typ":null}""",
                """{"aud":"account"}""",
                """{"iss":"https://login.example.com/realms/other"}""",
            ],
        },
        new()
        {
            Name = "Okta",
            Add = auth => auth.AddOkta("office.okta.com", "api://default"),
            Documents = Discovery("office.okta.com/oauth2/default", "https://office.okta.com/oauth2/default", "office.okta.com/oauth2/default/v1/keys"),
            Claims = """{"ver":1,"jti":"AT.x","iss":"https://office.okta.com/oauth2/default","aud":"api://default","cid":"client","uid":"00u1","scp":["execute:mcp","read:tasks"],"auth_time":1,"sub":"ada@example.com"}""",
            Refused = ["""{"iss":"https://office.okta.com","aud":"https://office.okta.com"}""", """{"aud":"api://other"}"""],
        },
        new()
        {
            Name = "Amazon Cognito",
            Add = auth => auth.AddCognito("eu-west-1_AbCdEfGhI", ["client-1", "client-2"], issuer =>
            {
                issuer.ScopeMappings["tasks/read"] = ["read:tasks"];
                issuer.RoleMappings["members"] = ["execute:mcp"];
            }),
            Documents = Discovery("cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI", "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI/.well-known/jwks.json"),
            Claims = """{"sub":"aaaaaaaa","cognito:groups":["members"],"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI","version":2,"client_id":"client-2","origin_jti":"x","event_id":"x","token_use":"access","scope":"openid tasks/read","auth_time":1,"jti":"x","username":"ada"}""",
            Refused =
            [
                """{"client_id":"client-3"}""",
                """{"client_id":null}""",
                """{"client_id":null,"aud":"client-2","token_use":"id"}""",
                """{"token_use":"id"}""",
                """{"token_use":null}""",
                """{"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other"}""",
                """{"aud":7}""",
            ],
        },
        new()
        {
            Name = "WorkOS AuthKit",
            Add = auth => auth.AddWorkOS("office.authkit.app", Audience, issuer => issuer.RoleMappings["member"] = ["execute:mcp"]),
            Documents = KeySet("office.authkit.app/oauth2/jwks"),
            Claims = $$"""{"iss":"https://office.authkit.app","aud":"{{Audience}}","sub":"user_1","sid":"app_consent_1","jti":"x","org_id":"org_1","role":"member","permissions":["read:tasks"]}""",
            Refused = ["""{"aud":"https://other.example.com"}""", """{"aud":"client_1"}""", """{"iss":"https://other.authkit.app"}"""],
        },
        new()
        {
            Name = "Descope",
            Add = auth => auth.AddDescope("https://api.descope.com/v1/apps/agentic/P2abc/M3def", Audience),
            Documents = Discovery("api.descope.com/v1/apps/agentic/P2abc/M3def", "https://api.descope.com/v1/apps/agentic/P2abc/M3def", "api.descope.com/P2abc/.well-known/jwks.json"),
            Claims = $$"""{"iss":"https://api.descope.com/v1/apps/agentic/P2abc/M3def","aud":["P2abc","{{Audience}}"],"sub":"U1","client_id":"c","scope":"execute:mcp read:tasks","drn":"DS"}""",
            Refused = ["""{"aud":"P2abc"}""", """{"iss":"https://api.descope.com/P2abc"}"""],
        },
        new()
        {
            Name = "Scalekit, issuer of the environment",
            Add = auth => auth.AddScalekit("https://office.scalekit.com", "res_123"),
            Documents = KeySet("office.scalekit.com/keys"),
            Claims = """{"iss":"https://office.scalekit.com","aud":["res_123"],"sub":"usr_1","client_id":"c","scopes":["execute:mcp","read:tasks"],"oid":"org_1"}""",
            Refused = ["""{"aud":["res_456"]}""", """{"iss":"https://office.scalekit.com/resources/res_456"}"""],
        },
        new()
        {
            Name = "Scalekit, issuer of the resource",
            Add = auth => auth.AddScalekit("https://office.scalekit.com/", "res_123"),
            Documents = KeySet("office.scalekit.com/keys"),
            Claims = """{"iss":"https://office.scalekit.com/resources/res_123","aud":["res_123"],"sub":"usr_1","scope":"execute:mcp read:tasks"}""",
            Refused = ["""{"aud":["https://office.scalekit.com"]}"""],
        },
        new()
        {
            Name = "Supabase",
            Key = IssuerKeysOfTests.P256,
            Add = auth => auth.AddSupabase("https://abcdefgh.supabase.co", issuer =>
            {
                issuer.GrantedScopes.Add("execute:mcp");
                issuer.RoleMappings["reader"] = ["read:tasks"];
            }),
            Documents = KeySet("abcdefgh.supabase.co/auth/v1/.well-known/jwks.json", IssuerKeysOfTests.P256),
            Claims = """{"aal":"aal1","aud":"authenticated","iss":"https://abcdefgh.supabase.co/auth/v1","sub":"0d2c","email":"ada@example.com","role":"authenticated","session_id":"x","is_anonymous":false,"app_metadata":{"provider":"email","roles":["reader"]},"user_metadata":{"roles":["writer"]}}""",
            Refused = ["""{"role":"anon"}""", """{"aud":"anon"}""", """{"iss":"https://other.supabase.co/auth/v1"}"""],
        },
        new()
        {
            Name = "an authorization server without OpenID Connect",
            Add = auth => auth.AddOpenIdConnect("https://as.example.com/tenant1", Audience),
            Documents = Discovery("", "https://as.example.com/tenant1", "as.example.com/tenant1/jwks", at: "as.example.com/.well-known/oauth-authorization-server/tenant1"),
            Claims = $$"""{"iss":"https://as.example.com/tenant1","aud":"{{Audience}}","sub":"ada","client_id":"c","scope":"execute:mcp read:tasks"}""",
            Refused = ["""{"iss":"https://as.example.com"}""", """{"iss":"https://as.example.com/tenant1//"}""", """{"aud":"https://mcp.example.com"}"""],
        },
        new()
        {
            Name = "an issuer whose metadata and tokens differ by a slash",
            Add = auth => auth.AddOpenIdConnect("https://slash.example.com", Audience),
            Documents = Discovery("slash.example.com", "https://slash.example.com/", "slash.example.com/jwks"),
            Claims = $$"""{"iss":"https://slash.example.com/","aud":"{{Audience}}","sub":"ada","scope":"execute:mcp read:tasks"}""",
            Refused = ["""{"iss":"https://slash.example.com//"}""", """{"iss":"http://slash.example.com/"}"""],
        },
    ];

    private static Dictionary<string, JsonNode> Discovery(string authority, string issuer, string keys, string? at = null)
    {
        var documents = KeySet(keys);
        documents[at ?? $"{authority}/.well-known/openid-configuration"] = new JsonObject
        {
            ["issuer"] = issuer,
            ["authorization_endpoint"] = "https://example.com/authorize",
            ["token_endpoint"] = "https://example.com/token",
            ["jwks_uri"] = $"https://{keys}",
            ["response_types_supported"] = new JsonArray("code"),
        };
        return documents;
    }

    private static Dictionary<string, JsonNode> KeySet(string at, IssuerKey? key = null) => new()
    {
        [at] = new JsonObject { ["keys"] = new JsonArray((key ?? IssuerKeysOfTests.Rsa).ToJwk()) },
    };
}
