package views

import (
	"context"
	"strings"

	"roster/i18n"
	"roster/views/ui"
)

// FragmentNew is the region of the page for a new person, in any of its states.
const FragmentNew = "new-person"

// Names of the fields of that form beside those of a person.
const (
	FieldNext          = "next"          // what happens then: one of the Next values
	FieldMailLanguage  = "mail-language" // "", en or ko
	FieldFindRoles     = "find.roles"
	FieldFindGroups    = "find.organizations"
	PrefixRole         = "role." // and the id
	PrefixOrganization = "organization."
	infixRole          = "/role." // between the ids of an organization and a role in it
)

// The values of FieldNext.
const (
	NextInvite   = "invite"
	NextPassword = "password"
	NextNothing  = "nothing"
)

// More values of FieldThen.
const (
	ThenEnter      = "enter" // Enter in a field, no button
	ThenFindRoles  = "find-roles"
	ThenFindGroups = "find-organizations"
	ThenFinish     = "finish"
	ThenUndo       = "undo"
)

// Names of what the form of an unfinished creation carries, as bases.
const (
	FieldSteps = "steps"
	FieldWho   = "who"
	// FieldDetails are MadePersonProps.Details, one on a line.
	FieldDetails        = "details"
	FieldLanguageOfMail = "language"
)

// RoleName is the name of the field that gives a role.
func RoleName(id string) string { return PrefixRole + id }

// OrganizationName is that of one that makes a member of an organization.
func OrganizationName(id string) string { return PrefixOrganization + id }

// OrganizationRoleName is that of one that gives a role there.
func OrganizationRoleName(organization, role string) string {
	return PrefixOrganization + organization + infixRole + role
}

// SplitOrganizationName takes such a name apart, without its prefix; role is "" for
// the organization itself.
func SplitOrganizationName(rest string) (organization, role string) {
	organization, role, _ = strings.Cut(rest, infixRole)
	return organization, role
}

// NewPersonProps is the form for a new person.
type NewPersonProps struct {
	Form Form
	// CanInvite and CanPassword offer these ways to go on; Next is the chosen one.
	CanInvite, CanPassword bool
	Next                   string
	NextProblem            Message
	// StepUp says that a way to go on needs a sign-in that is not so long ago.
	StepUp       bool
	MailLanguage string
	// AsksUsername: whoever is invited without a username is asked for one at first.
	// PasswordsExpire: a temporary password works once. RulesUnread: neither is known.
	AsksUsername, PasswordsExpire, RulesUnread bool
	// Roles and Organizations are nil for viewers who may not give any.
	Roles, Organizations *PickProps
}

// PickProps is a list of things to give somebody.
type PickProps struct {
	// Find is what Items were looked for by. Total is how many fit.
	Find  string
	Total int
	Items []PickItem
	// Focus: the viewer has just searched.
	Focus   bool
	Failure *Failure
	Problem Message
}

// PickItem is a role or an organization, of the latter with the roles there.
type PickItem struct {
	ID, Name, Detail string
	Chosen           bool
	Roles            []PickItem
	// Locked is why it cannot be given; Default is a role that everybody new is given.
	Locked  Message
	Default bool
}

// MadePersonProps is what became of creating somebody.
type MadePersonProps struct {
	ID, Who string
	// Details tell them apart from others of that name.
	Details []string
	// Password is shown once, "" for none.
	Password   string
	MustChange bool
	// Steps are there when not all of them are done.
	Steps []MadeStep
	// Failure or Problem says why the first that failed did; StepUp that a new sign-in
	// would help.
	Failure   *Failure
	Problem   Message
	StepUp    bool
	Uncertain bool
	// Notice is what became of undoing it, or why nothing was done.
	Notice Message
	// Token, StepsText and Language are what the form carries.
	Token, StepsText, Language string
	Restored                   bool
}

// MadeStep is one thing that was to be done after creating.
type MadeStep struct {
	Kind  string // roles, organization, password, expire or invite
	Name  string // of the organization
	Roles []string
	State MadeState
}

// MadeState is how far a step came.
type MadeState string

// The states.
const (
	MadeDone   MadeState = "done"
	MadeFailed MadeState = "failed"
	MadeOpen   MadeState = "open"
)

// moreOfPerson are the fields that fold away.
func moreOfPerson() []string {
	var all []string
	for _, name := range ProfileFields() {
		if name != FieldName {
			all = append(all, name)
		}
	}
	return all
}

// NewPersonFields are the fields of a person in the form, in its order.
func NewPersonFields() []string {
	all := append([]string{FieldName}, ContactFields()...)
	return append(append(all, moreOfPerson()...), FieldCustomData)
}

func nextProps(ctx context.Context, p NewPersonProps, value string) ui.PickOneProps {
	text := i18n.T(ctx, nextTexts[value])
	if value == NextPassword && !p.RulesUnread {
		if p.PasswordsExpire {
			text += " " + i18n.T(ctx, "create.next.password-once")
		} else {
			text += " " + i18n.T(ctx, "create.next.password-stays")
		}
	}
	return ui.PickOneProps{
		ID: FragmentNew + "-next-" + value, Name: FieldNext, Value: value, Title: i18n.T(ctx, nextTitles[value]),
		Text: text, Chosen: p.Next == value,
	}
}

var (
	nextTitles = map[string]string{NextInvite: "create.next.invite", NextPassword: "create.next.password", NextNothing: "create.next.nothing"}
	nextTexts  = map[string]string{NextInvite: "create.next.invite-text", NextPassword: "create.next.password-text", NextNothing: "create.next.nothing-text"}
)

func mailLanguageField(ctx context.Context, p NewPersonProps) ui.FieldProps {
	options := []ui.Option{{Text: i18n.T(ctx, "create.mail-language-auto")}}
	for _, l := range i18n.Locales() {
		options = append(options, ui.Option{Value: string(l), Text: l.NativeName()})
	}
	return ui.FieldProps{
		ID: FragmentNew + "-" + FieldMailLanguage, Name: FieldMailLanguage, Label: i18n.T(ctx, "create.mail-language"),
		Value: p.MailLanguage, Options: options,
	}
}

// pickWords are the i18n keys of a list of things to give.
type pickWords struct{ part, title, text, find, none, some, name, then string }

var (
	roleWords = pickWords{
		FragmentNew + "-roles", "create.roles", "create.roles-text", "users.filter.find-role",
		"users.filter.no-roles", "create.roles-some", FieldFindRoles, ThenFindRoles,
	}
	groupWords = pickWords{
		FragmentNew + "-organizations", "create.organizations", "create.organizations-text", "users.filter.find-organization",
		"users.filter.no-organizations", "create.organizations-some", FieldFindGroups, ThenFindGroups,
	}
)

func findProps(ctx context.Context, w pickWords, p PickProps) ui.FindProps {
	return ui.FindProps{
		ID: w.part + "-find", Name: w.name, Value: p.Find, BaseName: BaseName(w.name), Base: p.Find,
		Label: i18n.T(ctx, w.find), Button: i18n.T(ctx, "create.find"), ThenName: FieldThen, ThenValue: w.then, Focus: p.Focus,
	}
}

func tickProps(id, name string, item PickItem) ui.TickProps {
	props := ui.TickProps{ID: id, Name: name, Title: item.Name, Detail: item.Detail, Ticked: item.Chosen}
	if props.Title == "" {
		props.Title = item.ID
	}
	return props
}

// Searchable says that there is a box to look for more.
func (p PickProps) Searchable() bool {
	return p.Failure == nil && (p.Total > len(p.Items) || p.Find != "")
}

// found is how many of the items were found rather than chosen before.
func (p PickProps) found() int {
	n := 0
	for _, item := range p.Items {
		if !item.Chosen {
			n++
		}
	}
	return n
}
