package handlers

import (
	"net/http"
	"slices"

	"roster/access"
	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// profile is the signed-in person's own page: what Logto's userinfo endpoint says
// about them, and what of it they may change.
func (a *app) profile(w http.ResponseWriter, r *http.Request) error {
	props, _, err := a.ownProps(r)
	if err != nil {
		return err
	}
	if props.Form.Editable {
		if d, ok := a.takeDraft(w, r, props.Form.Action); ok {
			takeUpOwn(&props.Form, d.Values)
		}
	}
	return a.showProfile(w, r, http.StatusOK, props)
}

// takeUpOwn puts what was typed before a sign-in back into the form, as far as it may
// still be changed.
func takeUpOwn(form *views.Form, typed map[string]string) {
	joinBirthdate(typed)
	made, half := madeIn(typed)
	if half != nil {
		made = nil // no form of ours has that
	}
	made = slices.DeleteFunc(made, func(name string) bool { return !slices.Contains(form.Made, name) })
	for name, field := range form.Fields {
		if field.Unread {
			delete(typed, name)
		}
	}
	ownSection.with(made).retype(form, typed)
	form.Restored = true
}

func profileProps(p *auth.Person) views.ProfileProps {
	props := views.ProfileProps{
		OwnHead:       ownHead(p),
		EmailVerified: p.UserInfo.EmailVerified, PhoneVerified: p.UserInfo.PhoneVerified,
		Roles: p.Roles,
	}
	for _, o := range p.Organizations {
		props.Organizations = append(props.Organizations, views.OrganizationItem{
			ID: o.ID, Name: o.Name, Description: o.Description, Roles: o.Roles,
		})
	}
	for _, c := range p.Capabilities.Slice() {
		props.Capabilities = append(props.Capabilities, string(c))
	}
	if p.Degraded {
		props.Failure = &views.Failure{Kind: views.FailureUnreachable, RetryURL: paths.Profile()}
	}
	return props
}

// ownHead is the head of every page of one's own.
func ownHead(p *auth.Person) views.OwnHead {
	head := views.OwnHead{
		ID: p.ID, Name: p.Name, Username: p.Username, Email: p.Email, Phone: showPhone(p.Phone),
		PictureURL: pictureURL(p.Picture, paths.ProfilePicture), SignedInAt: p.AuthTime,
	}
	if p.Capabilities.Has(access.RolesAssign) {
		head.OpenBy = openByCommand
	}
	return head
}

// claims are the standard claims by the names of the profile form.
func claims(u auth.UserInfo) map[string]string {
	return map[string]string{
		views.FieldName:              u.Name,
		views.FieldGivenName:         u.GivenName,
		views.FieldFamilyName:        u.FamilyName,
		views.FieldMiddleName:        u.MiddleName,
		views.FieldNickname:          u.Nickname,
		views.FieldPreferredUsername: u.PreferredUsername,
		views.FieldProfileURL:        u.Profile,
		views.FieldWebsite:           u.Website,
		views.FieldGender:            u.Gender,
		views.FieldBirthdate:         u.Birthdate,
		views.FieldZoneinfo:          u.Zoneinfo,
		views.FieldLanguage:          u.Locale,
		views.FieldAddressFormatted:  u.Address.Formatted,
		views.FieldStreetAddress:     u.Address.StreetAddress,
		views.FieldLocality:          u.Address.Locality,
		views.FieldRegion:            u.Address.Region,
		views.FieldPostalCode:        u.Address.PostalCode,
		views.FieldCountry:           u.Address.Country,
	}
}
