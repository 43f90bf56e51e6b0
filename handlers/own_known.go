package handlers

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"roster/account"
	"roster/apiclient"
	"roster/auth"
	"roster/views"
)

// The controls of Logto's account center that parts of an account fall under.
const (
	controlName       = "name"
	controlUsername   = "username"
	controlEmail      = "email"
	controlPhone      = "phone"
	controlAvatar     = "avatar"
	controlProfile    = "profile"
	controlCustomData = "customData"
	controlSocial     = "social"
	controlPassword   = "password"
)

// known is an account as its owner may see it: from Logto's Account API where the
// tenant shows a part there, else from userinfo as far as that has it.
type known struct {
	ID, Name, Username, Email, Phone, Picture string
	EmailVerified, PhoneVerified              bool
	HasPassword                               *bool // nil: not shown
	Created, Updated, LastSignIn              time.Time
	Application                               string
	// ByAPI: Logto shows the account and names no application that it was made by.
	ByAPI      bool
	Claims     map[string]string // by the names of the profile form, "" for none
	CustomData map[string]any
	Identities []identity
	Off        []string // controls of what is neither here nor there
}

// identity is a connected account. Details are what tells it apart, nothing else
// that the provider sent.
type identity struct {
	Target, ExternalID string // of an enterprise identity its issuer
	Enterprise         bool
	Details            []string
}

// shows tells whether the tenant shows people what falls under a control.
func shows(o account.Own, control string) bool {
	c := account.Control(o.Controls[control])
	return o.Enabled && (c == account.ReadOnly || c == account.Edit)
}

// known brings both sources together. It keeps to named fields: nothing that Logto
// adds to its answers, and no secret, comes along.
func (d ownData) known() known {
	info, user := d.person.UserInfo, d.own.User
	text := func(control, own, told string) string {
		if shows(d.own, control) {
			return own
		}
		return told
	}
	k := known{
		ID:       d.person.ID,
		Name:     text(controlName, user.Name, info.Name),
		Username: text(controlUsername, user.Username, info.Username),
		Email:    text(controlEmail, user.PrimaryEmail, info.Email),
		Phone:    text(controlPhone, user.PrimaryPhone, info.Phone),
		Picture:  text(controlAvatar, user.Avatar, info.Picture),
		Created:  user.CreatedAt.Time, Updated: user.UpdatedAt.Time, LastSignIn: user.LastSignInAt.Time,
		Application: cmp.Or(user.ApplicationID, user.CIMDClientID),
		Claims:      claims(info),
	}
	k.ByAPI = d.own.Enabled && k.Application == ""
	if k.Created.IsZero() {
		k.Created = info.CreatedAt
	}
	if k.Updated.IsZero() {
		k.Updated = info.UpdatedAt
	}
	if shows(d.own, controlPassword) {
		k.HasPassword = user.HasPassword
	}
	// Another address than userinfo spoke of is a newer one, of which it said nothing.
	k.EmailVerified = info.EmailVerified && k.Email != "" && k.Email == info.Email
	k.PhoneVerified = info.PhoneVerified && k.Phone != "" && k.Phone == info.Phone
	k.claims(d.own)
	k.connected(d.own, info)
	k.off(d.own)
	return k
}

// claims takes those of the account over. An address is there only for a token that
// may see it, so that what userinfo says of it stays.
func (k *known) claims(own account.Own) {
	if !shows(own, controlProfile) {
		return
	}
	for _, name := range views.ProfileFields() {
		value := directoryFields[name].Of(&own.User)
		if isAddress(name) && value == "" || name == views.FieldName || name == views.FieldAvatar {
			continue
		}
		k.Claims[name] = value
	}
}

func isAddress(name string) bool { return strings.HasPrefix(name, "address.") }

func (k *known) connected(own account.Own, info auth.UserInfo) {
	if shows(own, controlCustomData) {
		k.CustomData = own.User.CustomData
	} else {
		var told apiclient.CustomData
		_ = json.Unmarshal(info.CustomData, &told) // nothing there is no object
		k.CustomData = told
	}
	if shows(own, controlSocial) {
		for target, i := range own.User.Identities {
			k.Identities = append(k.Identities, identity{Target: target, ExternalID: i.UserID, Details: shownDetails(i.Details)})
		}
	} else {
		for _, target := range info.Identities {
			k.Identities = append(k.Identities, identity{Target: target})
		}
	}
	for _, i := range info.Enterprise {
		k.Identities = append(k.Identities, identity{Target: i.Issuer, ExternalID: i.ID, Enterprise: true})
	}
	slices.SortFunc(k.Identities, func(a, b identity) int { return cmp.Compare(a.Target, b.Target) })
}

// off lists what the tenant does not show and userinfo does not have.
func (k *known) off(own account.Own) {
	if !own.Enabled {
		return
	}
	missing := func(control string, none bool) {
		if none && !shows(own, control) {
			k.Off = append(k.Off, control)
		}
	}
	for control, value := range map[string]string{
		controlName: k.Name, controlUsername: k.Username, controlEmail: k.Email, controlPhone: k.Phone, controlAvatar: k.Picture,
	} {
		missing(control, value == "")
	}
	slices.Sort(k.Off)
	missing(controlPassword, true)
	missing(controlProfile, !slices.ContainsFunc(views.ProfileFields(), func(name string) bool {
		return name != views.FieldName && name != views.FieldAvatar && k.Claims[name] != ""
	}))
	missing(controlCustomData, len(k.CustomData) == 0)
	missing(controlSocial, len(k.Identities) == 0)
	missing(account.Factors, true)
}
