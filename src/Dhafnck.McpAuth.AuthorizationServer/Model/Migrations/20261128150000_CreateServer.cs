using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dhafnck.McpAuth.AuthorizationServer.Model.Migrations
{
    internal partial class CreateServer : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "mcp_oauth_applications",
                columns: table => new
                {
                    id = table.Column<string>(nullable: false),
                    application_type = table.Column<string>(maxLength: 50, nullable: true),
                    client_id = table.Column<string>(maxLength: 2000, nullable: true),
                    client_secret = table.Column<string>(nullable: true),
                    client_type = table.Column<string>(maxLength: 50, nullable: true),
                    concurrency_token = table.Column<string>(maxLength: 50, nullable: true),
                    consent_type = table.Column<string>(maxLength: 50, nullable: true),
                    display_name = table.Column<string>(nullable: true),
                    display_names = table.Column<string>(nullable: true),
                    json_web_key_set = table.Column<string>(nullable: true),
                    permissions = table.Column<string>(nullable: true),
                    post_logout_redirect_uris = table.Column<string>(nullable: true),
                    properties = table.Column<string>(nullable: true),
                    redirect_uris = table.Column<string>(nullable: true),
                    requirements = table.Column<string>(nullable: true),
                    settings = table.Column<string>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_oauth_applications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "mcp_oauth_scopes",
                columns: table => new
                {
                    id = table.Column<string>(nullable: false),
                    concurrency_token = table.Column<string>(maxLength: 50, nullable: true),
                    description = table.Column<string>(nullable: true),
                    descriptions = table.Column<string>(nullable: true),
                    display_name = table.Column<string>(nullable: true),
                    display_names = table.Column<string>(nullable: true),
                    name = table.Column<string>(maxLength: 200, nullable: true),
                    properties = table.Column<string>(nullable: true),
                    resources = table.Column<string>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_oauth_scopes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "mcp_oauth_authorizations",
                columns: table => new
                {
                    id = table.Column<string>(nullable: false),
                    application_id = table.Column<string>(nullable: true),
                    concurrency_token = table.Column<string>(maxLength: 50, nullable: true),
                    creation_date = table.Column<DateTime>(nullable: true),
                    properties = table.Column<string>(nullable: true),
                    scopes = table.Column<string>(nullable: true),
                    status = table.Column<string>(maxLength: 50, nullable: true),
                    subject = table.Column<string>(maxLength: 400, nullable: true),
                    type = table.Column<string>(maxLength: 50, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_oauth_authorizations", x => x.id);
                    table.ForeignKey(
                        name: "fk_mcp_oauth_authorizations_application_id",
                        column: x => x.application_id,
                        principalTable: "mcp_oauth_applications",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "mcp_oauth_tokens",
                columns: table => new
                {
                    id = table.Column<string>(nullable: false),
                    application_id = table.Column<string>(nullable: true),
                    authorization_id = table.Column<string>(nullable: true),
                    concurrency_token = table.Column<string>(maxLength: 50, nullable: true),
                    creation_date = table.Column<DateTime>(nullable: true),
                    expiration_date = table.Column<DateTime>(nullable: true),
                    payload = table.Column<string>(nullable: true),
                    properties = table.Column<string>(nullable: true),
                    redemption_date = table.Column<DateTime>(nullable: true),
                    reference_id = table.Column<string>(maxLength: 100, nullable: true),
                    status = table.Column<string>(maxLength: 50, nullable: true),
                    subject = table.Column<string>(maxLength: 400, nullable: true),
                    type = table.Column<string>(maxLength: 150, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_oauth_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_mcp_oauth_tokens_application_id",
                        column: x => x.application_id,
                        principalTable: "mcp_oauth_applications",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_mcp_oauth_tokens_authorization_id",
                        column: x => x.authorization_id,
                        principalTable: "mcp_oauth_authorizations",
                        principalColumn: "id");
                });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_oauth_applications_client_id",
                table: "mcp_oauth_applications",
                column: "client_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_mcp_oauth_authorizations_application_id_status_subject_type",
                table: "mcp_oauth_authorizations",
                columns: new[] { "application_id", "status", "subject", "type" });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_oauth_scopes_name",
                table: "mcp_oauth_scopes",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_mcp_oauth_tokens_application_id_status_subject_type",
                table: "mcp_oauth_tokens",
                columns: new[] { "application_id", "status", "subject", "type" });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_oauth_tokens_authorization_id",
                table: "mcp_oauth_tokens",
                column: "authorization_id");

            migrationBuilder.CreateIndex(
                name: "ix_mcp_oauth_tokens_reference_id",
                table: "mcp_oauth_tokens",
                column: "reference_id",
                unique: true);
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mcp_oauth_scopes");

            migrationBuilder.DropTable(
                name: "mcp_oauth_tokens");

            migrationBuilder.DropTable(
                name: "mcp_oauth_authorizations");

            migrationBuilder.DropTable(
                name: "mcp_oauth_applications");
        }
    }
}
