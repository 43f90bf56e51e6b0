package handlers

import (
	"context"
	"slices"
	"strings"

	"roster/access"
	"roster/directory"
)

// fakeMaking is what fakePeople answers about creating people.
type fakeMaking struct {
	rules   directory.NewUserRules
	created directory.Created
	made    []directory.NewUser
	steps   []directory.Step // FinishCreate was asked for
}

const madeID = "made00000001"

func makes(method string) bool {
	return slices.Contains([]string{"Create", "FinishCreate", "UndoCreate"}, method)
}

func (f *fakePeople) NewUserRules(ctx context.Context, _ access.Actor) (directory.NewUserRules, error) {
	return f.rules, f.called(ctx, "NewUserRules")
}

func (f *fakePeople) Create(ctx context.Context, _ access.Actor, n directory.NewUser) (directory.Created, error) {
	f.mu.Lock()
	f.made = append(f.made, n)
	made := f.created
	f.mu.Unlock()
	made.ID = madeID
	return made, f.called(ctx, "Create")
}

func (f *fakePeople) FinishCreate(ctx context.Context, _ access.Actor, id string, steps []directory.Step, _ string) (directory.Created, error) {
	f.mu.Lock()
	f.steps = steps
	made := f.created
	f.mu.Unlock()
	made.ID = id
	return made, f.called(ctx, "FinishCreate")
}

func (f *fakePeople) UndoCreate(ctx context.Context, _ access.Actor, _ string) error {
	return f.called(ctx, "UndoCreate")
}

// stepsJSON is the hidden field of an unfinished creation.
func stepsJSON() string {
	return strings.Join([]string{
		`[{"k":"roles","r":[{"i":"r1","n":"Editor"}],"d":true}`,
		`{"k":"organization","o":{"i":"o1","n":"Acme"},"r":[{"i":"or1","n":"admin"}]}`, `{"k":"invite"}]`,
	}, ",")
}
