package account

import (
	"context"
	"slices"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// AddBackupCodes makes ten codes that work once each and returns them, to be shown
// once; they are kept nowhere else. Logto takes no second set, so the codes there were
// are removed first: an *attribute.Partial with FieldOldCodes among Done says that they
// are gone and that there are no new ones.
//
// What Logto would refuse after the old ones are gone is refused before, as an
// *attribute.Invalid under FieldFactors: session.mfa.backup_code_can_not_be_alone
// without another factor, session.mfa.mfa_factor_not_enabled where the tenant does not
// offer them. Other errors are those of RemoveFactor.
func (a *Accounts) AddBackupCodes(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) ([]apiclient.Secret, error) {
	ready, err := a.codesReady(ctx, tokens)
	if err != nil {
		return nil, err
	}
	if problem := ready.problem(); problem != "" {
		return nil, &attribute.Invalid{Fields: map[string]string{FieldFactors: problem}}
	}
	if _, err := a.owned(ctx, owner, tokens); err != nil {
		return nil, err
	}
	event := audit.Event{Actor: owner, Action: CodesAdd, Target: owner.ID}
	var steps []step
	change := audit.Change{Field: FieldFactors, After: audit.Text(string(apiclient.MFATypeBackupCode))}
	for _, old := range ready.old() {
		change.Before = change.After
		steps = append(steps, a.removal(tokens, proof, old.ID, FieldOldCodes))
	}
	event.Changes = []audit.Change{change}
	steps = append(steps, step{
		fields: []string{FieldFactors},
		call:   func(ctx context.Context) error { return a.logto.AddBackupCodes(ctx, tokens, proof, ready.codes) },
		ask: func(ctx context.Context) (bool, error) {
			now, err := a.logto.Factors(ctx, tokens)
			return slices.ContainsFunc(now, func(f apiclient.MFAVerification) bool {
				return isCodes(f) && !slices.ContainsFunc(ready.factors, hasID(f.ID))
			}), err
		},
	})
	if err := a.mutate(ctx, event, tokens, steps); err != nil {
		return nil, err
	}
	return ready.codes, nil
}

// readyCodes is what is known before the codes become somebody's.
type readyCodes struct {
	factors []apiclient.MFAVerification
	offered []string
	codes   []apiclient.Secret
}

// codesReady reads it in one round of calls, the codes among it.
func (a *Accounts) codesReady(ctx context.Context, tokens apiclient.TokenSource) (ready readyCodes, err error) {
	var parts sync.WaitGroup
	var errs [3]error
	parts.Go(func() { ready.factors, errs[0] = a.Factors(ctx, tokens) })
	parts.Go(func() {
		offers, err := a.Experience(ctx)
		if errs[1] = err; err == nil {
			ready.offered = offers.MFA.Factors
		}
	})
	parts.Go(func() {
		if ready.codes, errs[2] = a.logto.GenerateBackupCodes(ctx, tokens); errs[2] != nil {
			errs[2] = wrap("make backup codes", errs[2])
		}
	})
	parts.Wait()
	for _, err := range errs {
		if err != nil {
			return readyCodes{}, err
		}
	}
	return ready, nil
}

func isCodes(f apiclient.MFAVerification) bool { return f.Type == apiclient.MFATypeBackupCode }

func (r readyCodes) old() []apiclient.MFAVerification {
	return slices.DeleteFunc(slices.Clone(r.factors), func(f apiclient.MFAVerification) bool { return !isCodes(f) })
}

// problem is Logto's code for why there can be none, "" for nothing.
func (r readyCodes) problem() string {
	switch {
	case !slices.Contains(r.offered, string(apiclient.MFATypeBackupCode)):
		return "session.mfa.mfa_factor_not_enabled"
	case len(r.old()) == len(r.factors):
		return "session.mfa.backup_code_can_not_be_alone"
	}
	return ""
}
