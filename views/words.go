package views

import (
	"context"
	"slices"
	"strings"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// Pages that have a search box of their own: the users list itself, within
// AreaUsers, and the page that is the search of the top bar.
const (
	areaUserList Area = "user-list"
	areaSearch   Area = "search"
)

// searchKey is the key that leads to the search of the top bar. The short one
// leads to the list's own where there is one.
func searchKey(here Area) string {
	if here == areaUserList {
		return "Ctrl K"
	}
	return "/"
}

var areaLabels = map[Area]string{
	AreaOverview: "nav.overview", AreaUsers: "nav.users", AreaRoles: "nav.roles", AreaOrganizations: "nav.organizations", AreaInvitations: "nav.invitations",
	AreaActivity: "nav.activity", AreaAudit: "nav.audit", AreaWebhooks: "nav.webhooks", AreaProfile: "nav.profile",
}

func areaHref(a Area) string {
	switch a {
	case AreaOverview:
		return paths.Home()
	case AreaUsers:
		return paths.Users()
	case AreaRoles:
		return paths.Roles(paths.GroupQuery{})
	case AreaOrganizations:
		return paths.Organizations(paths.GroupQuery{})
	case AreaInvitations:
		return paths.Invitations(paths.InvitationQuery{})
	case AreaActivity:
		return paths.Activity(paths.ActivityQuery{})
	case AreaWebhooks:
		return paths.Webhooks()
	case AreaAudit:
		return paths.Audit(paths.AuditQuery{})
	}
	return paths.Profile()
}

func areaIcon(a Area) ui.Icon {
	switch a {
	case AreaOverview:
		return ui.IconOverview
	case AreaUsers:
		return ui.IconUsers
	case AreaRoles:
		return ui.IconRole
	case AreaOrganizations:
		return ui.IconBuilding
	case AreaInvitations:
		return ui.IconInvitation
	case AreaActivity:
		return ui.IconActivity
	case AreaWebhooks:
		return ui.IconWebhook
	case AreaAudit:
		return ui.IconAudit
	}
	return ui.IconSelf
}

var themeLabels = map[Theme]string{
	ThemeLight: "shell.theme-light", ThemeDark: "shell.theme-dark", ThemeSystem: "shell.theme-system",
}

// theme is the data-theme of a choice: none for the device's, since the
// stylesheet then asks the browser.
func theme(t Theme) string {
	if t == ThemeLight || t == ThemeDark {
		return string(t)
	}
	return ""
}

func themeIcon(t Theme) ui.Icon {
	switch t {
	case ThemeLight:
		return ui.IconThemeLight
	case ThemeDark:
		return ui.IconThemeDark
	default:
		return ui.IconThemeSystem
	}
}

// say is the sentence of m, "" for none.
func say(ctx context.Context, m Message) string {
	if m.None() {
		return ""
	}
	return i18n.T(ctx, m.Key, worded(ctx, m.Args)...)
}

// worded are the arguments of a message with times and spans as people write them.
func worded(ctx context.Context, args []any) []any {
	all := slices.Clone(args)
	for i, arg := range all {
		switch v := arg.(type) {
		case time.Time:
			all[i] = i18n.DateTime(ctx, v)
		case time.Duration:
			all[i] = lifeSpan(ctx, v)
		}
	}
	return all
}

func requestDetail(ctx context.Context, id string) string {
	if id == "" {
		return ""
	}
	return i18n.T(ctx, "error.request-id", "id", id)
}

// fieldLabels are the labels of form fields and claims.
var fieldLabels = map[string]string{
	FieldName: "field.name", FieldAvatar: "field.avatar", FieldGivenName: "field.given-name",
	FieldFamilyName: "field.family-name", FieldMiddleName: "field.middle-name", FieldNickname: "field.nickname",
	FieldPreferredUsername: "field.preferred-username", FieldProfileURL: "field.profile-url", FieldWebsite: "field.website",
	FieldGender: "field.gender", FieldBirthdate: "field.birthdate", FieldZoneinfo: "field.zoneinfo", FieldLanguage: "field.locale",
	FieldAddressFormatted: "field.address-formatted", FieldStreetAddress: "field.street-address", FieldLocality: "field.locality",
	FieldRegion: "field.region", FieldPostalCode: "field.postal-code", FieldCountry: "field.country",
	FieldUsername: "field.username", FieldPrimaryEmail: "field.email", FieldPrimaryPhone: "field.phone", FieldCustomData: "field.custom-data",
}

// FieldLabel is the label of a form field, for sentences that name it.
func FieldLabel(ctx context.Context, field string) string { return label(ctx, field) }

// reasonField adds to the hint of a field for a reason that whom it is about reads it.
func reasonField(ctx context.Context, shown bool, f ui.FieldProps) ui.FieldProps {
	if shown {
		f.Hint += " " + i18n.T(ctx, "form.reason-shown")
	}
	return f
}

func label(ctx context.Context, field string) string { return i18n.T(ctx, fieldLabels[field]) }

// displayName is how somebody without a name is called: by the first identifier
// there is. stand says that it stands in for a name.
func displayName(ctx context.Context, name string, identifiers ...string) (shown string, stand bool) {
	if strings.TrimSpace(name) != "" {
		return name, false
	}
	for _, s := range identifiers {
		if s != "" {
			return s, true
		}
	}
	return i18n.T(ctx, "person.unnamed"), true
}

// failureWords are the sentences for the ways in which Logto does not answer.
func failureWords(ctx context.Context, k FailureKind) (title, text string) {
	switch k {
	case FailureTimeout:
		return i18n.T(ctx, "failure.timeout"), i18n.T(ctx, "failure.timeout-text")
	case FailureBusy:
		return i18n.T(ctx, "failure.busy"), i18n.T(ctx, "failure.busy-text")
	case FailureBroken:
		return i18n.T(ctx, "failure.broken"), i18n.T(ctx, "failure.broken-text")
	default:
		return i18n.T(ctx, "failure.unreachable"), i18n.T(ctx, "failure.unreachable-text")
	}
}
