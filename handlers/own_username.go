package handlers

import (
	"context"

	"roster/account"
	"roster/views"
	"roster/views/paths"
)

// ownUsername changes the username.
var ownUsername = ownKind{
	kind: views.OwnUsername, back: paths.Profile(), proof: true, fields: []string{views.FieldUsername},
	about: func(context.Context, ownStep, ownInput) (ownPage, error) {
		return func(own account.Own, props *views.OwnStepProps) {
			if own.ControlOf("username") != account.Edit {
				props.No, props.Closed = views.Say("problem.field-closed"), true
				return
			}
			props.SetField(views.FieldUsername, views.Field{Value: own.User.Username})
		}, nil
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		err := s.Account.SetUsername(ctx, in.who, in.tokens, in.proof, in.form[views.FieldUsername])
		return ownDone{anew: true, said: views.Say("own.username.done")}, err
	},
}
