package emulator

import (
	"net/http"
	"slices"
)

// What an interaction is about.
const (
	eventSignIn   = "SignIn"
	eventRegister = "Register"
	eventForgot   = "ForgotPassword"
)

// Kinds of proofs.
const (
	proofPassword    = "Password"
	proofToken       = "OneTimeToken"
	proofNewPassword = "NewPasswordIdentity"
)

// interaction is an authorization request that waits for a person, with what that person has proved and given so far.
// Everything of it is forgotten with it: what is to stay is written when the interaction is submitted.
type interaction struct {
	uid       string
	request   authRequest
	expiresAt int64  // s
	sessionID string // the browser's session when it began, for the log
	event     string // "" until a hosted page has begun
	proofs    []*proof
	userID    string // who was identified
	given     givenProfile
	mfa       givenMFA
	// link is a one-time token that came with the address of the hosted page.
	link *linkToken
	// problem is what the page that the browser is sent to has to say.
	problem *apiError
	// signedIn is the person who may go on to the application.
	signedIn   string
	submission *submission
}

// proof is a verification record: something a person has shown, or was found wrong about (then it is not kept).
type proof struct {
	id, kind        string
	verified        bool
	identifier      string // username, email, phone; "" when the proof is not about one
	identifierValue string
	newPassword     string         // to be hashed when the person is made
	tokenContext    map[string]any // of a one-time token
	secret          string         // of an authenticator app that is being set up
	codes           []string       // backup codes that are being set up
}

// givenProfile is what a person typed to complete their account.
type givenProfile struct {
	username, email, phone string
	digest, algorithm      string
	resetPassword          bool
}

// givenMFA is what a person decided about second factors.
type givenMFA struct {
	skipped bool
	bound   []*mfaVerification
}

// linkToken is the content of a magic link.
type linkToken struct{ token, email string }

// begin starts over for an event, as every first step of a hosted page does.
func (in *interaction) begin(event string) {
	in.event, in.proofs, in.userID = event, nil, ""
	in.given, in.mfa, in.problem = givenProfile{}, givenMFA{}, nil
	in.signedIn, in.submission = "", nil
}

// proof finds a record by id, or by kind when id is empty.
func (in *interaction) proof(id, kind string) *proof {
	i := slices.IndexFunc(in.proofs, func(p *proof) bool { return p.id == id || id == "" && p.kind == kind })
	if i < 0 {
		return nil
	}
	return in.proofs[i]
}

// keep adds a record in place of one of the same kind.
func (in *interaction) keep(p *proof) *proof {
	p.id = longID()
	in.proofs = slices.DeleteFunc(in.proofs, func(have *proof) bool { return have.kind == p.kind })
	in.proofs = append(in.proofs, p)
	return p
}

// verifiedToken tells whether a one-time token was shown, which opens doors that the sign-in experience keeps shut.
func (in *interaction) verifiedToken() *proof {
	if p := in.proof("", proofToken); p != nil && p.verified {
		return p
	}
	return nil
}

// view is a proof without its secrets.
func (p *proof) view() map[string]any {
	v := map[string]any{"id": p.id, "type": p.kind, "verified": p.verified}
	if p.identifier != "" {
		v["identifier"] = map[string]any{"type": p.identifier, "value": p.identifierValue}
	}
	if p.kind == proofToken {
		v["oneTimeTokenContext"] = p.tokenContext
	}
	return v
}

// logView is an interaction as the audit log shows it.
func (in *interaction) logView(r *http.Request) map[string]any {
	profile, mfa := map[string]any{}, map[string]any{}
	for name, value := range map[string]string{
		"username": in.given.username, "primaryEmail": in.given.email, "primaryPhone": in.given.phone,
	} {
		if value != "" {
			profile[name] = value
		}
	}
	if in.mfa.skipped {
		mfa["mfaSkipped"] = true
	}
	v := map[string]any{
		"interactionEvent": in.event, "mfa": mfa, "profile": profile,
		"captcha":             map[string]any{"verified": false, "skipped": false},
		"signInContext":       signInContext(r),
		"verificationRecords": views(in.proofs, (*proof).view),
	}
	if in.userID != "" {
		v["userId"] = in.userID
	}
	return v
}

func signInContext(r *http.Request) map[string]any {
	return map[string]any{"ip": clientIP(r), "userAgent": r.UserAgent()}
}

// submission is how the session's person signed in last.
type submission struct {
	event   string
	proofs  []map[string]any
	context map[string]any
}

func (in *interaction) submitted(r *http.Request) *submission {
	return &submission{event: in.event, proofs: views(in.proofs, (*proof).view), context: signInContext(r)}
}
