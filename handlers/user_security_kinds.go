package handlers

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
)

// securityKeeper is what is needed of package directory to change how somebody signs
// in, which Directory documents.
type securityKeeper interface {
	factorKeeper
	tokenKeeper
	EndSession(ctx context.Context, actor access.Actor, id, uid, reason string) (directory.Ended, error)
	RevokeGrants(ctx context.Context, actor access.Actor, id, application, reason string) (directory.Ended, error)
	UnlinkIdentity(ctx context.Context, actor access.Actor, id, target string, lastAgreed bool, reason string) (directory.Ended, error)
}

type factorKeeper interface {
	RemoveFactor(ctx context.Context, actor access.Actor, id, factor, reason string) (directory.Ended, error)
	ResetMFA(ctx context.Context, actor access.Actor, id, reason string) (directory.Ended, error)
	AddTOTP(ctx context.Context, actor access.Actor, id, reason string) (directory.NewTOTP, error)
	AddBackupCodes(ctx context.Context, actor access.Actor, id, reason string) ([]apiclient.Secret, error)
}

type tokenKeeper interface {
	CreateToken(ctx context.Context, actor access.Actor, id, name string, expires time.Time, reason string) (directory.NewToken, error)
	RenameToken(ctx context.Context, actor access.Actor, id, name, to, reason string) (directory.Ended, error)
	DeleteToken(ctx context.Context, actor access.Actor, id, name, reason string) (directory.Ended, error)
}

func (in securityInput) reason() string { return in.form[views.FieldReason] }

// nth is the item that is meant among those that were read: nil when it is not
// there, or could not be read, which unread tells apart.
func nth[T any](all []T, unread error, props *views.SecurityFormProps, is func(T) bool) *T {
	if at := slices.IndexFunc(all, is); at >= 0 {
		return &all[at]
	}
	props.Gone = unread == nil
	return nil
}

var askFactor = securityKind{
	kind: views.SecurityFactor, action: access.UserRemoveMFA,
	about: func(f securityFacts, in securityInput, props *views.SecurityFormProps) {
		props.Factor = nth(f.factors(), f.FactorsErr, props, func(i views.FactorItem) bool { return i.ID == in.part })
	},
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		ended, err := k.RemoveFactor(ctx, who, in.id, in.part, in.reason())
		return securityDone{Ended: ended}, err
	},
}

var askReset = securityKind{
	kind: views.SecurityReset, action: access.UserRemoveMFA,
	about: func(f securityFacts, _ securityInput, props *views.SecurityFormProps) {
		props.Factors = views.Counted{N: len(f.Factors), Unread: f.FactorsErr != nil}
		if len(f.Factors) == 0 && f.FactorsErr == nil {
			props.No = views.Say("security.reset.none")
		}
	},
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		ended, err := k.ResetMFA(ctx, who, in.id, in.reason())
		return securityDone{Ended: ended}, err
	},
}

var askTotp = securityKind{
	kind: views.SecurityTOTP, action: access.UserAddMFA,
	about: func(f securityFacts, _ securityInput, props *views.SecurityFormProps) {
		if slices.ContainsFunc(f.Factors, func(m apiclient.MFAVerification) bool { return m.Type == apiclient.MFATypeTOTP }) {
			props.No = views.Say(factorRefusals["user.totp_already_in_use"])
		}
	},
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		made, err := k.AddTOTP(ctx, who, in.id, in.reason())
		if err != nil {
			return securityDone{}, err
		}
		// Without the picture there is the key, which must not be lost.
		path, size, _ := qrPath(made.Address.Reveal())
		return securityDone{made: &views.MadeSecret{Secret: made.Secret.Reveal(), QRPath: path, QRSize: size}}, nil
	},
}

var askCodes = securityKind{
	kind: views.SecurityCodes, action: access.UserAddMFA,
	about: func(f securityFacts, _ securityInput, props *views.SecurityFormProps) {
		codes := func(m apiclient.MFAVerification) bool { return m.Type == apiclient.MFATypeBackupCode }
		switch {
		case slices.ContainsFunc(f.Factors, func(m apiclient.MFAVerification) bool { return codes(m) && m.RemainCodes > 0 }):
			props.No = views.Say(factorRefusals["user.backup_code_already_in_use"])
		case f.FactorsErr == nil && !slices.ContainsFunc(f.Factors, func(m apiclient.MFAVerification) bool { return !codes(m) }):
			props.No = views.Say(factorRefusals["session.mfa.backup_code_can_not_be_alone"])
		}
	},
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		codes, err := k.AddBackupCodes(ctx, who, in.id, in.reason())
		if err != nil {
			return securityDone{}, err
		}
		made := &views.MadeSecret{}
		for _, code := range codes {
			made.Codes = append(made.Codes, code.Reveal())
		}
		return securityDone{made: made}, nil
	},
}

var askSession = securityKind{
	kind: views.SecuritySession, action: access.UserEndSessions, leavesTokens: true,
	about: func(f securityFacts, in securityInput, props *views.SecurityFormProps) {
		props.Session = nth(f.sessions(), f.SessionsErr, props, func(i views.SessionItem) bool { return i.ID == in.part })
	},
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		ended, err := k.EndSession(ctx, who, in.id, in.part, in.reason())
		return securityDone{Ended: ended}, err
	},
}

var askGrant = securityKind{
	kind: views.SecurityGrant, action: access.UserEndSessions, leavesTokens: true,
	about: func(f securityFacts, in securityInput, props *views.SecurityFormProps) {
		props.Grant = nth(f.grants(), f.GrantsErr, props, func(i views.GrantItem) bool { return i.ID == in.part })
	},
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		ended, err := k.RevokeGrants(ctx, who, in.id, in.part, in.reason())
		return securityDone{Ended: ended}, err
	},
}

var askToken = securityKind{
	kind: views.SecurityToken, action: access.UserManageTokens,
	fields: []string{views.FieldTokenName, views.FieldExpiry, views.FieldExpiryDay},
	about:  func(securityFacts, securityInput, *views.SecurityFormProps) {},
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		made, err := k.CreateToken(ctx, who, in.id, in.form[views.FieldTokenName], in.expires, in.reason())
		if err != nil {
			return securityDone{}, err
		}
		return securityDone{made: &views.MadeSecret{Value: made.Value.Reveal(), Name: made.Name}}, nil
	},
}

var askRename = securityKind{
	kind: views.SecurityRename, action: access.UserManageTokens,
	fields: []string{views.FieldTokenName, views.BaseName(views.FieldTokenName)}, about: aboutToken,
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		ended, err := k.RenameToken(ctx, who, in.id, in.token, in.form[views.FieldTokenName], in.reason())
		return securityDone{Ended: ended}, err
	},
}

var askDelete = securityKind{
	kind: views.SecurityDelete, action: access.UserManageTokens, leavesTokens: true,
	fields: []string{views.BaseName(views.FieldTokenName)}, about: aboutToken,
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		ended, err := k.DeleteToken(ctx, who, in.id, in.token, in.reason())
		return securityDone{Ended: ended}, err
	},
}

func aboutToken(f securityFacts, in securityInput, props *views.SecurityFormProps) {
	props.Item = nth(f.tokens(), f.TokensErr, props, func(i views.TokenItem) bool { return i.Name == in.token })
}

var askUnlink = securityKind{
	kind: views.SecurityUnlink, action: access.UserUnlinkIdentity, fields: []string{views.FieldLastWay},
	about: func(f securityFacts, in securityInput, props *views.SecurityFormProps) {
		props.Identity = nth(f.identities(), nil, props, func(i views.IdentityItem) bool { return i.Target == in.part && in.part != "" })
		props.Last = directory.IsLastWayIn(f.User, in.part)
	},
	do: func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error) {
		ended, err := k.UnlinkIdentity(ctx, who, in.id, in.part, in.form[views.FieldLastWay] == views.Checked, in.reason())
		return securityDone{Ended: ended}, err
	},
}

// keptName is the name of a token as a form carries it: as JSON, since it may hold
// any character.
func keptName(name string) string {
	raw, err := json.Marshal(name)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(raw)
}

// storedName is what keptName made of it, "" for what it did not make.
func storedName(kept string) (name string) {
	if err := json.Unmarshal([]byte(kept), &name); err != nil {
		return ""
	}
	return name
}
