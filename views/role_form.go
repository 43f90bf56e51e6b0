package views

import (
	"context"
	"slices"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentRole is the region of a page that changes a role.
const FragmentRole = "role-form"

// RoleFormKind is what such a page does.
type RoleFormKind string

// The kinds.
const (
	RoleFormNew     RoleFormKind = "new"
	RoleFormEdit    RoleFormKind = "edit"
	RoleFormScopes  RoleFormKind = "scopes"  // put permissions in
	RoleFormUnscope RoleFormKind = "unscope" // take one out
	RoleFormDelete  RoleFormKind = "delete"
	RoleFormMembers RoleFormKind = "members" // give it to people
)

// Names of the fields of these forms; the name is FieldName, what has to be typed
// before deleting FieldConfirm.
const (
	FieldDescription = "description"
	FieldDefault     = "default"
	FieldFind        = "find"
	PrefixScope      = "scope."
	PrefixPerson     = "person."
	// ThenFind looks for more to tick.
	ThenFind = "find"
	On       = "on"
)

// RoleFormProps is one of these pages.
type RoleFormProps struct {
	Kind RoleFormKind
	ID   string
	// RoleName is what the role is called now. People is how many have it, -1 when that
	// is not known.
	RoleName string
	People   int
	Action   string
	Token    string

	Name, Description, Confirm Field
	Default                    Field // its values are On and ""
	// Scope and Resource are what is taken out.
	Scope, Resource string
	// Groups are what can be ticked. Searchable: there is more than fits a glance.
	Groups      []TickGroup
	Find        string
	Searchable  bool
	FocusFind   bool
	TickProblem Message
	// Withheld: capabilities that the viewer lacks are not offered; ForEverybody: none
	// of the portal's is, since everybody new is given the role.
	Withheld, ForEverybody bool
	// Total is how many people were found.
	Total int
	// Outcomes say what became of giving the role, where it was not all done.
	Outcomes []RoleOutcome

	Refused         Message
	StepUp          bool
	Typed, Restored bool
	Problem         Message
	Failure         *Failure
	Uncertain       bool
}

// TickGroup is a titled list of things to tick.
type TickGroup struct {
	Title string // "" for people
	Items []TickItem
}

func (g TickGroup) title(ctx context.Context) string {
	if g.Title == "" {
		return i18n.T(ctx, "users.title")
	}
	return g.Title
}

// TickItem is one of them; Name is that of its field.
type TickItem struct {
	Name, Title, Detail string
	Ticked              bool
}

// RoleOutcome is what became of giving the role to one person.
type RoleOutcome struct {
	Name    string
	Given   bool
	Already bool
	Problem Message
}

// roleForms are the i18n keys of the kinds.
var roleForms = map[RoleFormKind]struct {
	title, verb string
	icon        ui.Icon
	tone        ui.Tone
}{
	RoleFormNew:     {"roles.new", "roles.new.verb", ui.IconRole, ui.ToneInfo},
	RoleFormEdit:    {"roles.edit", "form.save", ui.IconEdit, ui.ToneInfo},
	RoleFormScopes:  {"roles.scopes.add", "roles.scopes.add.verb", ui.IconRole, ui.ToneInfo},
	RoleFormUnscope: {"roles.unscope", "roles.unscope.verb", ui.IconClose, ui.ToneError},
	RoleFormDelete:  {"roles.delete", "roles.delete-verb", ui.IconDelete, ui.ToneError},
	RoleFormMembers: {"roles.members.add", "roles.members.add.verb", ui.IconAdd, ui.ToneInfo},
}

func (p RoleFormProps) back() string {
	if p.Kind == RoleFormNew {
		return paths.Roles(paths.GroupQuery{})
	}
	return paths.Role(p.ID)
}

// asks tells that there is a form: not where it could only be refused.
func (p RoleFormProps) asks() bool { return p.Refused.None() || p.StepUp || p.Typed }

// confirms tells the kinds whose form is only a question.
func (p RoleFormProps) confirms() bool { return p.Kind == RoleFormUnscope || p.Kind == RoleFormDelete }

// texts tells the kinds that say what a role is called.
func (p RoleFormProps) texts() bool { return p.Kind == RoleFormNew || p.Kind == RoleFormEdit }

// Bases is what the hidden fields of the form carry.
func (p RoleFormProps) Bases() map[string]string {
	bases := map[string]string{}
	if p.Kind == RoleFormEdit {
		bases[FieldName], bases[FieldDescription], bases[FieldDefault] = p.Name.Base, p.Description.Base, p.Default.Base
	}
	if p.Searchable {
		bases[FieldFind] = p.Find
	}
	return bases
}

func roleField(ctx context.Context, p RoleFormProps, name string) ui.FieldProps {
	field, label, hint := p.Name, "field.name", ""
	if name == FieldDescription {
		field, label, hint = p.Description, "roles.description", "roles.description-hint"
	}
	props := ui.FieldProps{
		ID: fieldID(FragmentRole, name), Name: name, Label: i18n.T(ctx, label), Value: field.Value, Problem: say(ctx, field.Problem),
		Focus: !field.Problem.None() && (name == FieldName || p.Name.Problem.None()),
	}
	if hint != "" {
		props.Hint = i18n.T(ctx, hint)
	}
	if p.Kind == RoleFormEdit {
		props.BaseName, props.Base = BaseName(name), field.Base
	}
	return props
}

func roleConfirm(ctx context.Context, p RoleFormProps) ui.FieldProps {
	return ui.FieldProps{
		ID: fieldID(FragmentRole, FieldConfirm), Name: FieldConfirm, Label: i18n.T(ctx, "roles.confirm"), Value: p.Confirm.Value,
		Problem: say(ctx, p.Confirm.Problem), Focus: !p.Confirm.Problem.None(),
	}
}

func roleDefault(ctx context.Context, p RoleFormProps) ui.CheckProps {
	return ui.CheckProps{
		ID: fieldID(FragmentRole, FieldDefault), Name: FieldDefault, Value: On, Label: i18n.T(ctx, "roles.default-label"),
		Hint: i18n.T(ctx, "roles.default-hint"), Checked: p.Default.Value == On,
	}
}

func roleFind(ctx context.Context, p RoleFormProps) ui.FindProps {
	text := i18n.T(ctx, "roles.scopes.find")
	if p.Kind == RoleFormMembers {
		text = i18n.T(ctx, "users.search-placeholder")
	}
	return ui.FindProps{
		ID: FragmentRole + "-find", Name: FieldFind, Value: p.Find, BaseName: BaseName(FieldFind), Base: p.Find, Label: text,
		Button: i18n.T(ctx, "create.find"), ThenName: FieldThen, ThenValue: ThenFind, Focus: p.FocusFind,
	}
}

// nothing tells that there is nothing to tick.
func (p RoleFormProps) nothing() bool {
	return !slices.ContainsFunc(p.Groups, func(g TickGroup) bool { return len(g.Items) > 0 })
}

// effects are what will happen, for a question.
func (p RoleFormProps) effects(ctx context.Context) []ui.EffectProps {
	var all []ui.EffectProps
	if p.Kind == RoleFormUnscope {
		all = append(all, ui.EffectProps{Icon: ui.IconRole, Text: i18n.T(ctx, "roles.unscope.effect", "scope", p.Scope), Detail: p.Resource})
	}
	switch {
	case p.People < 0:
		all = append(all, ui.EffectProps{Icon: ui.IconUsers, Text: i18n.T(ctx, "roles.effect.unknown")})
	case p.People == 0:
		all = append(all, ui.EffectProps{Icon: ui.IconUsers, Text: i18n.T(ctx, "roles.effect.nobody")})
	default:
		all = append(all, ui.EffectProps{Icon: ui.IconUsers, Text: i18n.N(ctx, "roles.effect", p.People)})
	}
	all = append(all, ui.EffectProps{Icon: ui.IconExpire, Text: i18n.T(ctx, "roles.effect.tokens")})
	if p.Kind == RoleFormDelete {
		all = append(all, ui.EffectProps{Icon: ui.IconUndo, Text: i18n.T(ctx, "roles.effect.final")})
	}
	return all
}

func outcomeOfRole(ctx context.Context, o RoleOutcome) ui.OutcomeProps {
	switch {
	case o.Given:
		return ui.OutcomeProps{Icon: ui.IconSuccess, Tone: ui.ToneSuccess, Text: o.Name, State: i18n.T(ctx, "roles.outcome.given")}
	case o.Already:
		return ui.OutcomeProps{Icon: ui.IconInfo, Tone: ui.ToneInfo, Text: o.Name, State: i18n.T(ctx, "roles.outcome.already")}
	}
	return ui.OutcomeProps{Icon: ui.IconError, Tone: ui.ToneError, Text: o.Name, Detail: say(ctx, o.Problem), State: i18n.T(ctx, "roles.outcome.not")}
}

// MaxRolePeople is how many people can be given a role at once.
const MaxRolePeople = 20
