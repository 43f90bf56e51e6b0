package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// missingProfile are the parts that the tenant's sign-up asks for and somebody has not got, in Logto's order.
func (t *tenant) missingProfile(has func(part string) bool) []string {
	signUp := object(t.settings.signInExperience).obj("signUp")
	wanted := signUp.strs("identifiers")
	more, _ := signUp["secondaryIdentifiers"].([]any)
	for _, line := range more {
		wanted = append(wanted, object{"": line}.obj("").str("identifier"))
	}
	if slices.Contains(wanted, "email") && slices.Contains(wanted, "phone") && len(more) == 0 {
		wanted = slices.DeleteFunc(wanted, func(w string) bool { return w == "email" || w == "phone" })
		if !has("email") && !has("phone") {
			wanted = append(wanted, "emailOrPhone")
		}
	}
	if signUp.flag("password") {
		wanted = append(wanted, "password")
	}
	return slices.DeleteFunc(slices.Clone(wanted), has)
}

// missing is 422 user.missing_profile, or nil.
func missing(parts []string) error {
	if len(parts) == 0 {
		return nil
	}
	return fail(http.StatusUnprocessableEntity, "user.missing_profile").withData(map[string]any{"missingProfile": parts})
}

// profileNeeded also binds people who exist already: a link does not let somebody in who lacks what sign-up demands.
func (f *flow) profileNeeded(u *user) error {
	given := f.in.given
	return missing(f.t.missingProfile(func(part string) bool {
		switch part {
		case "username":
			return u.username != nil || given.username != ""
		case "email":
			return u.primaryEmail != nil || given.email != ""
		case "phone":
			return u.primaryPhone != nil || given.phone != ""
		case "password":
			return u.passwordDigest != "" || given.digest != "" || len(u.identities) > 0
		}
		return false
	}))
}

// register makes a person of a proof and of what was given, with the tenant's default roles and the organizations that
// take in people with such an address. Nobody is made while something that sign-up demands is missing.
func (f *flow) register(p *proof) error {
	o, given := object{}, f.in.given
	for name, value := range map[string]string{"username": given.username, "primaryEmail": given.email, "primaryPhone": given.phone} {
		if value != "" {
			o[name] = value
		}
	}
	o[map[string]string{"username": "username", "email": "primaryEmail", "phone": "primaryPhone"}[p.identifier]] = p.identifierValue
	if err := f.t.identifiers(o, nil); err != nil {
		return err
	}
	err := missing(f.t.missingProfile(func(part string) bool {
		columns := map[string]string{"username": "username", "email": "primaryEmail", "phone": "primaryPhone"}
		return o.str(columns[part]) != "" || part == "password" && (given.digest != "" || p.newPassword != "")
	}))
	if err != nil {
		return err
	}
	digest, algorithm := given.digest, given.algorithm
	if p.newPassword != "" {
		f.t.unlocked(func() { digest, algorithm = hashPassword(p.newPassword) })
		if err := f.t.identifiers(o, nil); err != nil { // somebody was faster
			return err
		}
	}
	made, joined := f.t.newPerson(o, digest, algorithm)
	f.in.userID = made.id
	f.tellProvisioned(made, joined)
	f.tell("User.Created", func() members { return userMembers(made) })
	f.in.given = givenProfile{}
	return nil
}

// newPerson also returns the ids of the organizations that took the person in.
func (t *tenant) newPerson(o object, digest, algorithm string) (made *user, joined []string) {
	u := &user{
		id: shortID(), username: o.column("username"), primaryEmail: o.column("primaryEmail"), primaryPhone: o.column("primaryPhone"),
		customData: map[string]any{}, profile: map[string]any{}, identities: map[string]any{}, logtoConfig: map[string]any{},
		createdAt: t.ms(), updatedAt: t.ms(), passwordDigest: digest, passwordAlgorithm: algorithm,
	}
	if digest != "" {
		u.passwordUpdatedAt = new(t.ms())
	}
	t.people.add(u)
	for _, r := range t.roles.rows {
		if r.isDefault && r.kind == kindUser {
			t.grantRole(u, r)
		}
	}
	_, domain, _ := strings.Cut(deref(u.primaryEmail), "@")
	for _, org := range t.organizations.rows {
		if domain != "" && slices.Contains(org.jitDomains, domain) {
			joined = append(joined, t.provision(u, []string{org.id})...)
		}
	}
	return u, joined
}
