package apiclient

import (
	"context"
	"encoding/json"
	"errors"
)

// AccountClient calls Logto's Account API (/api/my-account) as the person whose
// token a call brings: it has no credential of its own, so that whoever holds it can
// do to nobody what they could not do themself. It may be used from many goroutines.
type AccountClient struct{ client *Client } // without tokens

// NewAccountClient returns a client of the Logto at endpoint, as [New] does. A
// credential among the options is refused.
func NewAccountClient(endpoint string, opts ...Option) (*AccountClient, error) {
	c, s, err := configured(endpoint, opts)
	if err != nil {
		return nil, err
	}
	if s.newTokens != nil {
		return nil, errors.New("apiclient: a client of the Account API holds no credential")
	}
	return &AccountClient{client: c}, nil
}

// as is the client with the token of one person.
func (a *AccountClient) as(tokens TokenSource) *Client {
	c := *a.client
	c.tokens = tokens
	return &c
}

// proving is the client with the token of one person and the id of a verification
// record that shows who they are; "" shows nothing.
func (a *AccountClient) proving(tokens TokenSource, proof Secret) *Client {
	c := a.as(tokens)
	if proof != "" {
		c.proof = &proof
	}
	return c
}

// Account is the person as they may see themself. A field whose control is Off is
// empty here, whatever is stored; CreatedAt and its kin come with the scope profile.
type Account struct {
	User
	// HasSecurityVerificationMethod: there is a password, an e-mail address or a phone
	// number to confirm the person's identity with.
	HasSecurityVerificationMethod bool `json:"hasSecurityVerificationMethod"`
}

// Get reads the person whose token it is (GET /my-account). 400
// account_center.not_enabled when the tenant has not switched the Account API on.
func (a *AccountClient) Get(ctx context.Context, tokens TokenSource) (*Account, error) {
	return get[Account](ctx, a.as(tokens), nil, "my-account")
}

// AccountPatch changes what is not nil; a pointer to "" clears it.
type AccountPatch struct {
	Name, Avatar *string    // Avatar is an address of http or https
	CustomData   CustomData // replaces all there is; an empty one leaves nothing
}

// MarshalJSON clears with null: of an avatar Logto takes no "".
func (p AccountPatch) MarshalJSON() ([]byte, error) {
	body := map[string]any{}
	for key, value := range map[string]*string{"name": p.Name, "avatar": p.Avatar} {
		switch {
		case value == nil:
		case *value == "":
			body[key] = nil
		default:
			body[key] = *value
		}
	}
	if p.CustomData != nil {
		body["customData"] = p.CustomData
	}
	return json.Marshal(body)
}

// Update changes the person whose token it is (PATCH /my-account). 400
// account_center.field_not_editable when the tenant does not let people change a
// field, 400 guard.invalid_input, 422 entity.value_too_long, 400 auth.unauthorized
// without the scope profile (and custom_data, for those), 422 entity.invalid_input
// for an empty change.
func (a *AccountClient) Update(ctx context.Context, tokens TokenSource, change AccountPatch) (*Account, error) {
	return patch[Account](ctx, a.as(tokens), change, "my-account")
}

// UpdateProfile merges claims into the person's profile and returns the result
// (PATCH /my-account/profile). Errors as those of Update; an address also needs the
// scope address.
func (a *AccountClient) UpdateProfile(ctx context.Context, tokens TokenSource, change ProfilePatch) (*Profile, error) {
	return patch[Profile](ctx, a.as(tokens), change, "my-account", "profile")
}

// Center reads what people may change about themselves
// (GET /.well-known/account-center). It is public: no token is sent.
func (a *AccountClient) Center(ctx context.Context) (*AccountCenter, error) {
	return get[AccountCenter](ctx, a.as(StaticToken("")), nil, ".well-known", "account-center")
}
