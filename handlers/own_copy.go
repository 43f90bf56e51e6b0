package handlers

import (
	"strings"
	"time"

	"roster/apiclient"
	"roster/audit"
	"roster/views"
)

// copyVersion is raised when something in dataCopy changes its name or its meaning.
// What is added does not raise it.
const copyVersion = 1

// dataCopy is the file that people take away, whose shape docs/operations.md describes.
// Times are RFC 3339 in UTC; what is not known or not shown is absent.
type dataCopy struct {
	Version       int                `json:"version"`
	ExportedAt    time.Time          `json:"exportedAt"`
	Account       accountCopy        `json:"account"`
	Claims        map[string]string  `json:"claims,omitempty"`
	Address       map[string]string  `json:"address,omitempty"`
	CustomData    map[string]any     `json:"customData,omitempty"`
	Identities    []identityCopy     `json:"identities,omitempty"`
	Factors       []factorCopy       `json:"factors,omitempty"`
	Organizations []organizationCopy `json:"organizations,omitempty"`
	Roles         []string           `json:"roles,omitempty"`
	Portal        portalCopy         `json:"portal"`
	Activity      []activityCopyItem `json:"activity"`
	// OlderActivity: there is more than the copy holds.
	OlderActivity bool `json:"olderActivity,omitempty"`
	// NotShown are the controls of the account center that keep something back,
	// Incomplete the parts that could not be read just now.
	NotShown   []string `json:"notShown,omitempty"`
	Incomplete []string `json:"incomplete,omitempty"`
	// NotIncluded is what there is of the person and never in the copy.
	NotIncluded []string `json:"notIncluded"`
}

type accountCopy struct {
	ID            string    `json:"id"`
	Name          string    `json:"name,omitempty"`
	Username      string    `json:"username,omitempty"`
	Email         string    `json:"email,omitempty"`
	EmailVerified bool      `json:"emailVerified,omitempty"`
	Phone         string    `json:"phone,omitempty"` // digits, country code first
	PhoneVerified bool      `json:"phoneVerified,omitempty"`
	Picture       string    `json:"picture,omitempty"`
	HasPassword   *bool     `json:"hasPassword,omitempty"`
	CreatedAt     time.Time `json:"createdAt,omitzero"`
	UpdatedAt     time.Time `json:"updatedAt,omitzero"`
	LastSignInAt  time.Time `json:"lastSignInAt,omitzero"`
	Application   string    `json:"registeredThrough,omitempty"`
}

// notIncluded is what Logto shows only after an identity check, on the page Connections.
var notIncluded = []string{"sessions", "grants"}

// factorCopy is a second factor or a passkey, never its secret.
type factorCopy struct {
	Kind       string    `json:"kind"` // as Logto spells it: Totp, WebAuthn, BackupCode, …
	Name       string    `json:"name,omitempty"`
	CodesLeft  *int      `json:"codesLeft,omitempty"`
	CreatedAt  time.Time `json:"createdAt,omitzero"`
	LastUsedAt time.Time `json:"lastUsedAt,omitzero"`
}

type identityCopy struct {
	Provider   string   `json:"provider"` // of an enterprise identity its issuer
	Enterprise bool     `json:"enterprise,omitempty"`
	ExternalID string   `json:"externalId,omitempty"`
	Details    []string `json:"details,omitempty"`
}

type organizationCopy struct {
	ID          string   `json:"id"`
	Name        string   `json:"name,omitempty"`
	Description string   `json:"description,omitempty"`
	Roles       []string `json:"roles,omitempty"`
}

type portalCopy struct {
	SessionBegan time.Time `json:"sessionBegan,omitzero"`
	ProvedAt     time.Time `json:"identityProvedAt,omitzero"`
	Capabilities []string  `json:"capabilities,omitempty"`
	Entries      *int      `json:"auditEntries,omitempty"`
	Links        *int      `json:"links,omitempty"`
	Notes        *int      `json:"notes,omitempty"`
}

// activityCopyItem is one act of the trail. Outcome is "" for well.
type activityCopyItem struct {
	At      time.Time             `json:"at"`
	Action  string                `json:"action"`
	Own     bool                  `json:"byYou"`
	By      string                `json:"by,omitempty"`
	About   string                `json:"about,omitempty"`
	From    string                `json:"fromAddress,omitempty"`
	Fields  []string              `json:"changedFields,omitempty"`
	Reason  string                `json:"reason,omitempty"`
	Outcome views.ActivityOutcome `json:"outcome,omitempty"`
}

// copy is the page as a file: both are drawn from the same.
func (d ownData) copy(now time.Time) dataCopy {
	k := d.known()
	c := dataCopy{
		Version: copyVersion, ExportedAt: moment(now),
		Account: accountCopy{
			ID: k.ID, Name: k.Name, Username: k.Username, Email: k.Email, EmailVerified: k.EmailVerified,
			Phone: k.Phone, PhoneVerified: k.PhoneVerified, Picture: k.Picture, HasPassword: k.HasPassword,
			CreatedAt: moment(k.Created), UpdatedAt: moment(k.Updated), LastSignInAt: moment(k.LastSignIn), Application: k.Application,
		},
		Claims: filled(claimsOf(k.Claims, false)), Address: filled(claimsOf(k.Claims, true)), CustomData: k.CustomData,
		Factors: factorsCopy(d.factors), Roles: d.person.Roles, NotShown: k.Off, NotIncluded: notIncluded,
		Portal: portalCopy{
			SessionBegan: moment(d.person.SignedIn), ProvedAt: moment(d.person.AuthTime), Capabilities: capabilityNames(d.person.Capabilities),
		},
		Activity: activityOf(d.person.ID, d.activity), OlderActivity: d.activity.Next > 0,
	}
	for _, i := range k.Identities {
		c.Identities = append(c.Identities, identityCopy{Provider: i.Target, Enterprise: i.Enterprise, ExternalID: i.ExternalID, Details: i.Details})
	}
	for _, o := range d.person.Organizations {
		c.Organizations = append(c.Organizations, organizationCopy{ID: o.ID, Name: o.Name, Description: o.Description, Roles: o.Roles})
	}
	if d.keptErr == nil {
		c.Portal.Entries, c.Portal.Links, c.Portal.Notes = &d.kept.Entries, &d.kept.Links, &d.kept.Notes
	}
	c.Incomplete = d.incomplete()
	return c
}

// incomplete names the parts that could not be read. An account that is shown to
// nobody is one of them: userinfo does not have all of it.
func (d ownData) incomplete() []string {
	var parts []string
	if d.ownErr != nil || !d.own.Enabled {
		parts = append(parts, "account")
	}
	if d.keptErr != nil {
		parts = append(parts, "portal")
	}
	if d.activityErr != nil {
		parts = append(parts, "activity")
	}
	if d.factorsErr != nil {
		parts = append(parts, "factors")
	}
	return parts
}

func factorsCopy(all []apiclient.MFAVerification) (list []factorCopy) {
	for _, f := range all {
		c := factorCopy{Kind: string(f.Type), Name: f.Name, CreatedAt: moment(f.CreatedAt), LastUsedAt: moment(f.LastUsedAt)}
		if f.Type == apiclient.MFATypeBackupCode {
			c.CodesLeft = &f.RemainCodes
		}
		list = append(list, c)
	}
	return list
}

func activityOf(self string, acts audit.Acts) []activityCopyItem {
	list := []activityCopyItem{}
	for _, act := range acts.List {
		i := activityItem(self, act)
		list = append(list, activityCopyItem{
			At: moment(i.At), Action: i.Action, Own: i.Own, By: i.By, About: i.About, From: i.IP, Fields: logtoNames(i.Fields), Reason: i.Reason, Outcome: i.Outcome,
		})
	}
	return list
}

// moment is a time as the file has it.
func moment(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

// filled are the values that are there, by their names in Logto's claims: "locale",
// and of an address "country".
func filled(values map[string]string) map[string]string {
	some := map[string]string{}
	for name, value := range values {
		if value != "" {
			path := string(directoryFields[name])
			some[path[strings.LastIndexByte(path, '.')+1:]] = value
		}
	}
	return some
}

// logtoNames are the names of fields as Logto has them.
func logtoNames(fields []string) []string {
	var names []string
	for _, field := range fields {
		names = append(names, string(directoryFields[field]))
	}
	return names
}
