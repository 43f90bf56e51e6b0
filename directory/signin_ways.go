package directory

import (
	"maps"
	"slices"

	"roster/apiclient"
)

// wayFindings is whether what the tenant takes at its sign-in fits what the person
// has. Without the settings nothing is said; connectors that could not be read are
// taken to be there.
func (c SignInCheck) wayFindings(u *apiclient.User) (list []Finding) {
	if c.settings == nil {
		return nil
	}
	var w ways
	for _, m := range c.settings.SignIn.Methods {
		w.by(c, u, m)
	}
	for _, target := range slices.Sorted(maps.Keys(u.Identities)) {
		if c.socialWorks(target) {
			w.open = append(w.open, target)
		} else {
			w.off = append(w.off, target)
		}
	}
	if len(u.SSOIdentities) > 0 && c.settings.SingleSignOnEnabled {
		w.open = append(w.open, "sso")
	}
	severity := MayBlock
	if len(w.open) == 0 {
		severity = Blocks
	}
	for _, kind := range w.unsent {
		list = append(list, Finding{Kind: FindNoConnector, Severity: severity, Detail: kind})
	}
	for _, target := range w.off {
		list = append(list, Finding{Kind: FindSocialOff, Severity: severity, Detail: target})
	}
	switch {
	case len(w.open) > 0:
		list = append(list, Finding{Kind: FindWaysIn, Severity: Fine, Ways: w.open})
	case w.noPassword:
		list = append(list, Finding{Kind: FindNoPassword, Severity: Blocks})
	case len(list) == 0:
		list = append(list, Finding{Kind: FindNoIdentifier, Severity: Blocks})
	}
	return list
}

// ways are what somebody can sign in with, and what would be ways but for something.
type ways struct {
	open       []string // username, email, phone with "-password" or "-code"; a connector's target; sso
	off        []string // targets of connectors
	unsent     []string // email, phone: the code is the only way, and nothing sends it
	noPassword bool
}

func (w *ways) by(c SignInCheck, u *apiclient.User, m apiclient.SignInMethod) {
	has := map[string]string{"username": u.Username, "email": u.PrimaryEmail, "phone": u.PrimaryPhone}
	if has[m.Identifier] == "" {
		return
	}
	password := m.Password && (u.HasPassword == nil || *u.HasPassword)
	if password {
		w.open = append(w.open, m.Identifier+"-password")
	}
	switch {
	case m.VerificationCode && c.sends(m.Identifier):
		w.open = append(w.open, m.Identifier+"-code")
	case m.VerificationCode && !password:
		w.unsent = append(w.unsent, m.Identifier)
	}
	w.noPassword = w.noPassword || m.Password && !password
}

// sends tells whether codes can go out to that kind of address.
func (c SignInCheck) sends(identifier string) bool {
	kind := apiclient.ConnectorTypeEmail
	if identifier == "phone" {
		kind = apiclient.ConnectorTypeSMS
	}
	return c.connectorsErr != nil || slices.ContainsFunc(c.connectors, func(one apiclient.Connector) bool { return one.Type == kind })
}

// socialWorks tells whether the sign-in page offers a connector that is there.
func (c SignInCheck) socialWorks(target string) bool {
	return slices.Contains(c.settings.SocialTargets, target) && (c.connectorsErr != nil || slices.ContainsFunc(c.connectors, func(one apiclient.Connector) bool {
		return one.Type == apiclient.ConnectorTypeSocial && one.Target == target
	}))
}
