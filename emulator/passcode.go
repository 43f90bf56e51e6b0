package emulator

import (
	"net/http"
	"strings"
)

const (
	passcodeLife  = 10 * 60 * 1000 // ms
	passcodeTries = 10
	messageWindow = 10 * 60 * 1000 // ms
	messagesToOne = 10             // in one window
	// messagesLimitedCode refuses more than those.
	messagesLimitedCode = "request.message_rate_limited"
	digitsAlphabet      = "0123456789"
)

// recipient is who a message goes to: an e-mail address or a phone number.
type recipient struct {
	address string
	phone   bool
}

// passcode is a code of six digits that was sent and not used yet; times are ms.
type passcode struct {
	code      string
	createdAt int64
	tries     int
}

// passcodeKey: a recipient has one code for each use ("Generic", "BindNewIdentifier" …).
type passcodeKey struct {
	use string
	to  recipient
}

// outbox is what was sent to whom.
type outbox struct {
	codes map[passcodeKey]*passcode
	// sent are the times (ms) of what went out, by what it was and to whom.
	sent map[passcodeKey][]int64
}

func newOutbox() outbox {
	return outbox{codes: map[passcodeKey]*passcode{}, sent: map[passcodeKey][]int64{}}
}

// newPasscode makes a code; an older one of the same use is void.
func (t *tenant) newPasscode(use string, to recipient) *passcode {
	made := &passcode{code: randomText(digitsAlphabet, 6), createdAt: t.ms()}
	t.mgmt.outbox.codes[passcodeKey{use, to}] = made
	return made
}

// usePasscode is nil for the right code, which is used up by it.
func (t *tenant) usePasscode(use string, to recipient, code string) error {
	k := passcodeKey{use, to}
	if err := t.mgmt.outbox.codes[k].try(code, t.ms()); err != nil {
		return err
	}
	delete(t.mgmt.outbox.codes, k)
	return nil
}

// try is nil for the right code; there is none when p is nil. now is ms.
func (p *passcode) try(code string, now int64) error {
	problem := ""
	switch {
	case p == nil:
		problem = "not_found"
	case p.createdAt+passcodeLife < now:
		problem = "expired"
	case p.tries >= passcodeTries:
		problem = "exceed_max_try"
	case p.code != code:
		p.tries++
		problem = "code_mismatch"
	}
	if problem != "" {
		return fail(http.StatusBadRequest, "verification_code."+problem)
	}
	return nil
}

// The two kinds of messages that are counted apart.
const (
	codeMessages       = "code"
	invitationMessages = "invitation"
)

// messageBucket is the bucket of a recipient; case does not make another one.
func messageBucket(kind string, to recipient) passcodeKey {
	to.address = strings.ToLower(strings.TrimSpace(to.address))
	return passcodeKey{kind, to}
}

// mayMessage refuses the eleventh message to one recipient within ten minutes.
func (t *tenant) mayMessage(kind string, to recipient) error {
	k, recent := messageBucket(kind, to), []int64(nil)
	for _, at := range t.mgmt.outbox.sent[k] {
		if at > t.ms()-messageWindow {
			recent = append(recent, at)
		}
	}
	t.mgmt.outbox.sent[k] = recent
	if len(recent) >= messagesToOne {
		return fail(http.StatusTooManyRequests, messagesLimitedCode)
	}
	return nil
}

// messaged notes a message that went out; one that failed does not count.
func (t *tenant) messaged(kind string, to recipient) {
	k := messageBucket(kind, to)
	t.mgmt.outbox.sent[k] = append(t.mgmt.outbox.sent[k], t.ms())
}

// answer is how a request is answered once its message went out.
type answer func() (response, error)

// sendPasscode makes a code for a use and sends it; done answers the request when it went out. variables are what the
// template may name beside the code.
func (t *tenant) sendPasscode(use string, to recipient, variables map[string]any, done answer) (response, error) {
	if err := t.mayMessage(codeMessages, to); err != nil {
		return response{}, err
	}
	return t.transmitCode(t.newPasscode(use, to), use, to, variables, done)
}

// sendCode is sendPasscode for a code that is kept elsewhere.
func (t *tenant) sendCode(p *passcode, use string, to recipient, variables map[string]any, done answer) (response, error) {
	if err := t.mayMessage(codeMessages, to); err != nil {
		return response{}, err
	}
	return t.transmitCode(p, use, to, variables, done)
}

func (t *tenant) transmitCode(p *passcode, use string, to recipient, variables map[string]any, done answer) (response, error) {
	if to.phone {
		return response{}, noConnector("Sms")
	}
	l, err := t.letterTo(to.address, use, merged(variables, map[string]any{"code": p.code}))
	if err != nil {
		return response{}, err
	}
	return t.deliver(l, func() (response, error) {
		t.messaged(codeMessages, to)
		return done()
	}), nil
}
