package handlers

import (
	"net/http"
	"slices"

	"roster/access"
	"roster/account"
	"roster/views"
	"roster/views/paths"
)

// hiddenLabels name what an account has one value of.
var hiddenLabels = map[string]string{
	controlName: "field.name", controlUsername: "field.username", controlEmail: "field.email", controlPhone: "field.phone",
	controlAvatar: "field.avatar", controlPassword: "data.password",
}

// props is the page.
func (d ownData) props(r *http.Request) views.DataProps {
	k := d.known()
	p := views.DataProps{
		OwnHead: ownHead(d.person), Closed: d.ownErr == nil && !d.own.Enabled,
		Account: k.facts(), CustomData: shownObject(k.CustomData),
		Claims:  views.Form{Fields: asKnown(claimsOf(k.Claims, false))},
		Address: views.Form{Fields: asKnown(claimsOf(k.Claims, true))},
		Roles:   d.person.Roles, Portal: d.portalFacts(), PortalFailed: d.keptErr != nil,
		Activity: activityProps(d.person.ID, d.activity, d.activityErr, paths.ProfileData()),
	}
	p.Factors, p.FactorsFailed = factorItems(d.factors), d.ownErr != nil || d.factorsErr != nil
	p.Off.Factors = slices.Contains(k.Off, account.Factors)
	p.Organizations = profileProps(d.person).Organizations
	if d.ownErr != nil {
		p.Failure = ownFailure(r, d.ownErr)
		p.Failure.RetryURL = paths.ProfileData()
	}
	for _, control := range k.Off {
		if label := hiddenLabels[control]; label != "" {
			p.Hidden = append(p.Hidden, label)
		}
	}
	p.Off.Claims, p.Off.CustomData, p.Off.Identities = slices.Contains(k.Off, controlProfile), slices.Contains(k.Off, controlCustomData), slices.Contains(k.Off, controlSocial)
	for _, i := range k.Identities {
		name := i.Target
		if known := providerNames[i.Target]; known != "" {
			name = known
		}
		p.Identities = append(p.Identities, views.IdentityItem{Target: i.Target, Name: name, ExternalID: i.ExternalID, Details: i.Details})
	}
	return p
}

// claimsOf are the claims without name and picture, or the address alone.
func claimsOf(all map[string]string, address bool) map[string]string {
	some := map[string]string{}
	for name, value := range all {
		if isAddress(name) == address && name != views.FieldName && name != views.FieldAvatar {
			some[name] = value
		}
	}
	return some
}

// facts are the values of an account that are there once.
func (k known) facts() []views.DataFact {
	list := []views.DataFact{
		{Label: "data.id", Value: k.ID, Code: true},
		{Label: "field.name", Value: k.Name},
		{Label: "field.username", Value: k.Username},
		{Label: "field.email", Value: k.Email, Verified: k.EmailVerified},
		{Label: "field.phone", Value: showPhone(k.Phone), Verified: k.PhoneVerified},
		{Label: "field.avatar", Value: k.Picture},
	}
	if k.HasPassword != nil {
		said := views.Say("data.password-none")
		if *k.HasPassword {
			said = views.Say("data.password-set")
		}
		list = append(list, views.DataFact{Label: "data.password", Say: said})
	}
	list = append(list,
		views.DataFact{Label: "person.created", At: k.Created}, views.DataFact{Label: "data.updated", At: k.Updated},
		views.DataFact{Label: "person.last-sign-in", At: k.LastSignIn}, views.DataFact{Label: "person.registered", Value: k.Application, Code: true},
	)
	if k.ByAPI {
		list = append(list, views.DataFact{Label: "person.registered", Say: views.Say("person.by-api")})
	}
	return slices.DeleteFunc(list, func(f views.DataFact) bool { return f.Value == "" && f.At.IsZero() && f.Say.None() })
}

// portalFacts are what the portal itself keeps.
func (d ownData) portalFacts() []views.DataFact {
	list := []views.DataFact{{Label: "data.session", At: d.person.SignedIn}, {Label: "data.proved", At: d.person.AuthTime}}
	list = slices.DeleteFunc(list, func(f views.DataFact) bool { return f.At.IsZero() })
	may := views.DataFact{Label: "data.capabilities", Say: views.Say("data.capabilities-none")}
	if names := capabilityNames(d.person.Capabilities); len(names) > 0 {
		may = views.DataFact{Label: "data.capabilities", Words: names}
	}
	list = append(list, may)
	if d.keptErr != nil {
		return list
	}
	return append(
		list,
		views.DataFact{Label: "data.entries", Counted: "data.entries-value", N: d.kept.Entries},
		views.DataFact{Label: "data.links", Counted: "data.links-value", N: d.kept.Links},
		views.DataFact{Label: "data.notes", Counted: "data.notes-value", N: d.kept.Notes},
	)
}

func capabilityNames(set access.Set) []string {
	var names []string
	for _, c := range set.Slice() {
		names = append(names, string(c))
	}
	return names
}

// shownObject is an object as people read it, "" for an empty one.
func shownObject(object map[string]any) string {
	if len(object) == 0 {
		return ""
	}
	return writeObject(object)
}
