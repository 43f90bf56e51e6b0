package directory

import (
	"context"
	"errors"
	"fmt"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
)

// Then is what happens to a person once they are created.
type Then string

// What can happen.
const (
	ThenInvite   Then = "invite"   // they are mailed a link (Invite)
	ThenPassword Then = "password" // they get a temporary password
	ThenNothing  Then = "nothing"
)

// NewUser is a person to be created.
type NewUser struct {
	// Fields are as typed; "" and what is absent is not set.
	Fields     map[Field]string
	CustomData map[string]any
	// Roles are ids.
	Roles         []string
	Organizations []Membership
	Then          Then
	// Language is that of the mail which invites, see LinkOptions.
	Language string
}

// Membership is an organization and the roles in it, by id.
type Membership struct {
	ID    string
	Roles []string
}

// Fields of *Invalid that are not fields of a person.
const (
	Identifiers       = "identifiers"
	NewRoles          = "roles"
	NewOrganizations  = "organizations"
	TemporaryPassword = "temporaryPassword"
)

// Created is a person who was created, and what was done with them since.
type Created struct {
	ID string
	// Steps are those that follow creating, in their order; those that are Done
	// stand first.
	Steps []Step
	// Password is the temporary password, "" when none was set by this very call. It
	// is to be shown once. MustChange says that it works for one sign-in only.
	Password   apiclient.Secret
	MustChange bool
	Link       SentLink
}

// Incomplete says that a person exists, and that not all was done which was to
// follow: the first step that is not Done failed, and those behind it were not
// begun. FinishCreate goes on from there, UndoCreate goes back.
type Incomplete struct {
	Created Created
	// Err says why: *access.Denied, *Refused, *Invalid, *Partial, or one that wraps those of apiclient.
	Err error
}

// Error names the step that failed.
func (e *Incomplete) Error() string {
	for _, s := range e.Created.Steps {
		if !s.Done {
			return fmt.Sprintf("directory: person %s is created, but not their %s: %v", e.Created.ID, s.Kind, e.Err)
		}
	}
	return fmt.Sprintf("directory: person %s is created, but: %v", e.Created.ID, e.Err)
}

// Unwrap returns why.
func (e *Incomplete) Unwrap() error { return e.Err }

// Taken says that somebody has an identifier already. Fields maps it to the id of
// that person.
type Taken struct{ Fields map[string]string }

// Error names the fields and whose they are.
func (e *Taken) Error() string {
	return "directory: somebody has it already: " + attribute.Pairs(e.Fields)
}

// The times of creating somebody. They come to less than a page may take: deciding,
// creating and looking whether it was done are 21 s; the last step begins in the
// twelfth second, and is 11 s long with its reading back.
const (
	createDecide = 8 * time.Second
	createCall   = 8 * time.Second
	createSteps  = 12 * time.Second // from the beginning on
	stepCall     = 6 * time.Second
)

// Create makes a person (POST /users), gives them roles and organizations, and then
// invites them or sets a temporary password that fits the tenant's policy.
//
// Needs access.UserCreate, and for what follows what each step needs on its own:
// access.UserAssignRole, UserAssignOrganization, UserInvite, UserSetPassword. All of
// it is asked before anything is done. A role that carries a capability which the
// actor lacks is denied with access.GrantsMore, a default role of the tenant
// too, since Logto gives it to everybody new; so is every organization role that
// carries any capability.
//
// Errors before there is a person: *access.Denied, *Invalid, *Taken, *Refused,
// ErrBusy, ErrNoMail, ErrUncertain with Logto's error, and those of apiclient. When
// Logto did not answer, whoever was created is looked up by their identifiers. Afterwards:
// *Incomplete. Created is filled as far as it came, with both.
func (d *Directory) Create(ctx context.Context, actor access.Actor, n NewUser) (Created, error) {
	if err := d.permit(ctx, actor, access.UserCreate, access.Target{}); err != nil {
		return Created{}, err
	}
	if err := d.permitSteps(ctx, actor, "", n.steps()); err != nil {
		return Created{}, err
	}
	person, err := d.newPerson(n)
	if err != nil {
		return Created{}, err
	}
	if n.Then == ThenInvite && d.mailer == nil {
		return Created{}, ErrNoMail
	}
	deciding, carrying, cancel := timesOf(ctx)
	defer cancel()
	steps, err := d.plan(deciding, actor, n, true)
	if err != nil {
		return Created{}, err
	}
	made := Created{Steps: steps}
	if made.ID, err = d.createOnce(deciding, actor, person); err != nil {
		return Created{}, err
	}
	err = d.carryOn(carrying, actor, &made, n.Language)
	return made, err
}

// FinishCreate does those of the steps that are not Done, to the person that
// Create has made. What was done meanwhile, by whomever, is not done again; a
// password is set anew. Needs what Create needs; errors are *access.Denied, *Invalid
// and *Incomplete.
func (d *Directory) FinishCreate(ctx context.Context, actor access.Actor, id string, steps []Step, language string) (Created, error) {
	if err := d.permit(ctx, actor, access.UserCreate, access.Target{ID: id}); err != nil {
		return Created{}, err
	}
	n := stillToDo(steps)
	if err := d.permitSteps(ctx, actor, id, n.steps()); err != nil {
		return Created{}, err
	}
	made := Created{ID: id, Steps: steps}
	deciding, carrying, cancel := timesOf(ctx)
	defer cancel()
	if _, err := d.plan(deciding, actor, n, false); err != nil {
		return made, unfinished(made, err)
	}
	if err := d.passOver(deciding, &made); err != nil {
		return made, unfinished(made, err)
	}
	err := d.carryOn(carrying, actor, &made, language)
	return made, err
}

// timesOf bounds deciding, and when the last step may begin; the steps go on also
// when the browser has gone away.
func timesOf(ctx context.Context) (deciding, carrying context.Context, cancel func()) {
	deciding, one := context.WithTimeout(ctx, createDecide)
	carrying, other := context.WithTimeout(context.WithoutCancel(ctx), createSteps)
	return deciding, carrying, func() { one(); other() }
}

// unfinished is err of what came before the first step, where it is not about the
// actor or the input.
func unfinished(made Created, err error) error {
	if _, denied := errors.AsType[*access.Denied](err); denied {
		return err
	}
	return &Incomplete{made, err}
}
