package auth

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// claims is the answer of Logto's userinfo endpoint. null leaves a field empty.
type claims struct {
	Subject           string  `json:"sub"`
	Name              string  `json:"name"`
	GivenName         string  `json:"given_name"`
	MiddleName        string  `json:"middle_name"`
	FamilyName        string  `json:"family_name"`
	Nickname          string  `json:"nickname"`
	PreferredUsername string  `json:"preferred_username"`
	Username          string  `json:"username"`
	Profile           string  `json:"profile"`
	Picture           string  `json:"picture"`
	Website           string  `json:"website"`
	Gender            string  `json:"gender"`
	Birthdate         string  `json:"birthdate"`
	Zoneinfo          string  `json:"zoneinfo"`
	Locale            string  `json:"locale"`
	Email             string  `json:"email"`
	EmailVerified     bool    `json:"email_verified"`
	Phone             string  `json:"phone_number"`
	PhoneVerified     bool    `json:"phone_number_verified"`
	CreatedAt         float64 `json:"created_at"` // Unix ms, unlike what OpenID Connect says of updated_at
	UpdatedAt         float64 `json:"updated_at"`

	Address struct {
		Formatted     string `json:"formatted"`
		StreetAddress string `json:"street_address"`
		Locality      string `json:"locality"`
		Region        string `json:"region"`
		PostalCode    string `json:"postal_code"`
		Country       string `json:"country"`
	} `json:"address"`

	CustomData json.RawMessage            `json:"custom_data"`
	Identities map[string]json.RawMessage `json:"identities"`
	SSO        json.RawMessage            `json:"sso_identities"`

	Roles             []string `json:"roles"`
	Organizations     []string `json:"organizations"`
	OrganizationRoles []string `json:"organization_roles"` // "organization id:role name"
	OrganizationData  []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"organization_data"`
}

func (l *logto) UserInfo(ctx context.Context, accessToken string) (UserInfo, error) {
	e, err := l.endpoints(ctx)
	if err != nil {
		return UserInfo{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, e.userinfo, nil)
	if err != nil {
		return UserInfo{}, &ProviderError{Op: "userinfo", Err: errors.New("the endpoint's address is malformed")}
	}
	req.Header.Set("Authorization", "Bearer "+accessToken)
	var c claims
	if err := l.do("userinfo", req, &c); err != nil {
		return UserInfo{}, err
	}
	return c.info(), nil
}

func (c claims) info() UserInfo {
	return UserInfo{
		Subject: c.Subject, Name: c.Name, GivenName: c.GivenName, MiddleName: c.MiddleName, FamilyName: c.FamilyName,
		Nickname: c.Nickname, PreferredUsername: c.PreferredUsername, Username: c.Username, Profile: c.Profile,
		Picture: c.Picture, Website: c.Website, Gender: c.Gender, Birthdate: c.Birthdate, Zoneinfo: c.Zoneinfo,
		Locale: c.Locale, Email: c.Email, EmailVerified: c.EmailVerified, Phone: c.Phone, PhoneVerified: c.PhoneVerified,
		Address: Address(c.Address), Roles: c.Roles, Organizations: c.organizations(),
		CustomData: c.customData(), Identities: slices.Sorted(maps.Keys(c.Identities)),
		Enterprise: c.enterprise(),
		CreatedAt:  fromMillis(c.CreatedAt), UpdatedAt: fromMillis(c.UpdatedAt),
	}
}

// organizations joins the three claims. Every id of "organizations" is in the answer, in that order.
func (c claims) organizations() []Organization {
	var all []Organization
	for _, id := range c.Organizations {
		o := Organization{ID: id, Name: id}
		for _, d := range c.OrganizationData {
			if d.ID == id {
				o.Name, o.Description = d.Name, d.Description
			}
		}
		for _, r := range c.OrganizationRoles {
			if role, ok := strings.CutPrefix(r, id+":"); ok {
				o.Roles = append(o.Roles, role)
			}
		}
		all = append(all, o)
	}
	return all
}

func (c claims) customData() json.RawMessage {
	if s := string(c.CustomData); s == "null" || s == "" {
		return nil
	}
	return c.CustomData
}

// enterprise are the enterprise identities. Nobody is to be kept from signing in because
// they are not as they were: what is none is left out.
func (c claims) enterprise() []EnterpriseIdentity {
	var raw []json.RawMessage
	_ = json.Unmarshal(c.SSO, &raw)
	var all []EnterpriseIdentity
	for _, one := range raw {
		var i struct {
			Issuer     string `json:"issuer"`
			IdentityID string `json:"identityId"`
		}
		if json.Unmarshal(one, &i) == nil && i.Issuer != "" {
			all = append(all, EnterpriseIdentity{Issuer: i.Issuer, ID: i.IdentityID})
		}
	}
	return all
}

func fromMillis(ms float64) time.Time {
	if ms <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(ms)).UTC()
}
