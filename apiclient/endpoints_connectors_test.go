package apiclient

import (
	"context"
	"encoding/json"
)

// mailConfig stands for a configuration with credentials.
const mailConfig SecretJSON = `{"host":"mail.test","auth":{"user":"u","pass":"hunter2"}}`

var connectorEndpoints = map[string]sent{
	"connectors": {func(ctx context.Context, c *Client) error {
		return drop(c.Connectors.List(ctx))
	}, "GET /api/connectors"},
	"connector": {func(ctx context.Context, c *Client) error {
		return drop(c.Connectors.Get(ctx, "c"))
	}, "GET /api/connectors/c"},
	"create connector": {func(ctx context.Context, c *Client) error {
		return drop(c.Connectors.Create(ctx, ConnectorCreate{ConnectorID: "smtp", Config: mailConfig}))
	}, `POST /api/connectors {"config":` + string(mailConfig) + `,"connectorId":"smtp"}`},
	"create social connector": {func(ctx context.Context, c *Client) error {
		return drop(c.Connectors.Create(ctx, ConnectorCreate{
			ConnectorID: "oidc", Metadata: json.RawMessage(`{"target":"acme"}`), SyncProfile: true,
		}))
	}, `POST /api/connectors {"connectorId":"oidc","metadata":{"target":"acme"},"syncProfile":true}`},
	"change connector": {func(ctx context.Context, c *Client) error {
		return drop(c.Connectors.Update(ctx, "c", ConnectorPatch{Config: mailConfig, SyncProfile: new(false)}))
	}, `PATCH /api/connectors/c {"config":` + string(mailConfig) + `,"syncProfile":false}`},
	"delete connector": {func(ctx context.Context, c *Client) error {
		return c.Connectors.Delete(ctx, "c")
	}, "DELETE /api/connectors/c"},
	"test connector": {func(ctx context.Context, c *Client) error {
		return c.Connectors.Test(ctx, "smtp", Recipient{Email: "a@b.c"}, mailConfig)
	}, `POST /api/connectors/smtp/test {"email":"a@b.c","config":` + string(mailConfig) + `}`},
	"factories": {func(ctx context.Context, c *Client) error {
		return drop(c.Connectors.Factories(ctx))
	}, "GET /api/connector-factories"},
	"factory": {func(ctx context.Context, c *Client) error {
		return drop(c.Connectors.Factory(ctx, "smtp"))
	}, "GET /api/connector-factories/smtp"},
	"enterprise connectors": {func(ctx context.Context, c *Client) error {
		return drop(c.Connectors.SSO(ctx))
	}, "GET /api/sso-connectors"},
	"send code": {func(ctx context.Context, c *Client) error {
		return c.VerificationCodes.Send(ctx, Recipient{Phone: "821012341234"})
	}, `POST /api/verification-codes {"phone":"821012341234"}`},
	"verify code": {func(ctx context.Context, c *Client) error {
		return c.VerificationCodes.Verify(ctx, Recipient{Email: "a@b.c"}, "123456")
	}, `POST /api/verification-codes/verify {"email":"a@b.c","verificationCode":"123456"}`},
}

var settingEndpoints = map[string]sent{
	"change sign-in experience": {func(ctx context.Context, c *Client) error {
		return drop(c.SignInExperience.Update(ctx, SignInExperiencePatch{
			SignInMode:         new(ModeSignIn),
			SocialTargets:      []string{},
			PasswordPolicy:     &PasswordPolicy{Rejects: &PasswordRejects{Pwned: new(false)}},
			PasswordExpiration: &PasswordExpiration{},
		}))
	}, `PATCH /api/sign-in-exp {"signInMode":"SignIn","socialSignInConnectorTargets":[],` +
		`"passwordPolicy":{"rejects":{"pwned":false}},"passwordExpiration":{"enabled":false}}`},
	"claims of ID tokens": {func(ctx context.Context, c *Client) error {
		return drop(c.Configs.IDToken(ctx))
	}, "GET /api/configs/id-token"},
	"no claims in ID tokens": {func(ctx context.Context, c *Client) error {
		return drop(c.Configs.SetIDToken(ctx, IDTokenConfig{}))
	}, `PUT /api/configs/id-token {"enabledExtendedClaims":[]}`},
	"signing keys": {func(ctx context.Context, c *Client) error {
		return drop(c.Configs.SigningKeys(ctx))
	}, "GET /api/configs/oidc/private-keys"},
	"profile fields": {func(ctx context.Context, c *Client) error {
		return drop(c.ProfileFields.List(ctx))
	}, "GET /api/custom-profile-fields"},
	"profile field": {func(ctx context.Context, c *Client) error {
		return drop(c.ProfileFields.Get(ctx, "size"))
	}, "GET /api/custom-profile-fields/size"},
	"create profile field": {func(ctx context.Context, c *Client) error {
		return drop(c.ProfileFields.Create(ctx, ProfileFieldCreate{
			Name: "size", Type: "Select", Label: "Size", Config: ProfileFieldConfig{Options: []ProfileFieldOption{{Label: "L", Value: "l"}}},
		}))
	}, `POST /api/custom-profile-fields {"name":"size","type":"Select","label":"Size","required":false,` +
		`"config":{"options":[{"label":"L","value":"l"}]}}`},
	"replace profile field": {func(ctx context.Context, c *Client) error {
		return drop(c.ProfileFields.Replace(ctx, "size", ProfileFieldPut{
			Type: "Text", Label: "Size", Required: true, Config: ProfileFieldConfig{MinLength: new(0)},
		}))
	}, `PUT /api/custom-profile-fields/size {"type":"Text","label":"Size","required":true,"config":{"minLength":0}}`},
	"delete profile field": {func(ctx context.Context, c *Client) error {
		return c.ProfileFields.Delete(ctx, "size")
	}, "DELETE /api/custom-profile-fields/size"},
	"asset status": {func(ctx context.Context, c *Client) error {
		return drop(c.UserAssets.Status(ctx))
	}, "GET /api/user-assets/service-status"},
}
