package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// koreanPhone is a phone in Korean.
var koreanPhone = look{Name: "phone-ko", Width: 390, Height: 844, Language: "ko"}

// decide presses the button that does what a page of the tab Security asks about.
func (p *page) decide() {
	p.t.Helper()
	p.click(css("#security-form .confirm-end button[type=submit]:not([name])"))
}

// follows opens the page behind a link of the tab Security.
func (p *page) follows(path, to string) {
	p.t.Helper()
	if p.address() != path+"/security" {
		p.open(path + "/security")
	}
	p.click(css("main a[href=" + quote(path+to) + "]"))
	p.arrives(path + to)
}

// secure gives a person without another way in some of what the tab Security shows.
func (c *tenant) secure(id string) {
	c.t.Helper()
	path := "/users/" + id
	c.call(http.MethodPost, path+"/mfa-verifications", map[string]any{"type": "Totp"}, nil)
	c.call(http.MethodPost, path+"/mfa-verifications", map[string]any{"type": "BackupCode"}, nil)
	for _, name := range []string{"deploy", "백업 스크립트", strings.Repeat("a name as long as names may be ", 8)} {
		c.call(http.MethodPost, path+"/personal-access-tokens", map[string]any{"name": name}, nil)
	}
	c.call(http.MethodPut, path+"/identities/google", map[string]any{
		"userId": "109876543210987654321", "details": map[string]any{"email": "sena@mail.example", "name": "Sena S."},
	}, nil)
}

var totpKey = regexp.MustCompile(`^[A-Z2-7]{32}$`)

func TestSecurity_resetsFactorsAndAddsAnAuthenticatorApp(t *testing.T) {
	t.Parallel()
	prog := pairBehind(t, nil, 20)
	p := newPage(t, prog, desktop)
	p.watch.tolerate("status of 422")
	p.signIn("admin")
	c := prog.tenant(t)
	id := c.make("/users", map[string]any{"name": "Fay Factors", "username": "fay_factors"})
	path := "/users/" + id
	c.call(http.MethodPost, "/users/"+id+"/mfa-verifications", map[string]any{"type": "Totp"}, nil)
	c.call(http.MethodPost, "/users/"+id+"/mfa-verifications", map[string]any{"type": "BackupCode"}, nil)

	p.open(path)
	p.click(css(".page-tab[href=" + quote(path+"/security") + "]"))
	p.arrives(path + "/security")
	p.sees("Authenticator app", "10 codes left")
	p.follows(path, "/mfa/reset")
	p.judge("reset")
	p.decide() // without a reason
	p.holds("what is wrong", `document.querySelector('[name=reason][aria-invalid]')`)
	p.fill(css("[name=reason]"), "Lost a phone")
	p.decide()
	p.arrives(path + "/security")
	p.sees("2 factors are removed.", "No second factor is set up.")

	p.follows(path, "/mfa/totp")
	p.judge("totp")
	p.decide()
	p.holds("the secret", `document.querySelector('#security-secret')`)
	key, err := eval[string](p, `document.querySelector('#security-secret').textContent`)
	if err != nil || !totpKey.MatchString(key) || !p.has(css("svg.qr path")) {
		t.Fatalf("the key is %q (%v)", key, err)
	}
	p.judge("totp-made")
	p.follows(path, "/mfa/backup-codes")
	p.decide()
	p.holds("ten codes", `document.querySelectorAll('#security-secret li').length === 10`)
	p.judge("codes-made")
	p.open(path + "/security")
	if p.sees("Authenticator app", "10 codes left"); strings.Contains(p.text(), key) {
		t.Error("the key is shown again")
	}
}

func TestSecurity_endsOneSessionWhileTheOtherLives(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	who := prog.person("person")
	lost, kept, me := newPage(t, prog, phone), newPage(t, prog, desktop), newPage(t, prog, desktop)
	kept.signIn("person")
	lost.signIn("person")
	me.signIn("admin")
	path := me.find(who.Username)
	me.open(path + "/security")
	me.holds("both sessions", `document.querySelectorAll('#security-sessions li a').length === 2`)
	me.click(css("#security-sessions li a")) // the newest
	me.until("the question", func() bool { return strings.HasSuffix(me.address(), "/end") })
	me.judge("end")
	me.decide()
	me.arrives(path + "/security")
	me.holds("the other one", `document.querySelectorAll('#security-sessions li a').length === 1`)
	lost.open("/profile")
	lost.isOut()
	kept.open("/profile")
	kept.sees("My profile")
}

func TestSecurity_keepsTokensOnAPhoneInKorean(t *testing.T) {
	t.Parallel()
	prog := shared(t)
	p := newPage(t, prog, koreanPhone)
	p.watch.tolerate("status of 422")
	p.signIn("admin")
	path := p.openPerson(personOfTokens)
	p.follows(path, "/tokens/new")
	p.fill(css("[name=tokenName]"), "배포 / 서버 #1?")
	p.fill(css(`[name="expiry.day"]`), "2020-01-01")
	p.decide()
	p.holds("what is wrong", `document.querySelector('[name="expiry.day"][aria-invalid]')`)
	p.fill(css(`[name="expiry.day"]`), "")
	p.decide()
	p.holds("the value", `document.querySelector('#security-secret')?.textContent.startsWith('pat_')`)
	value, err := eval[string](p, `document.querySelector('#security-secret').textContent`)
	if err != nil {
		t.Fatal(err)
	}
	p.judge("made")
	p.open(path + "/security")
	if strings.Contains(p.text(), value) {
		t.Error("the value is shown again")
	}
	p.click(css(`#security-tokens a[href*="rename?name=%EB%B0%B0%ED%8F%AC"]`))
	p.fill(css("[name=tokenName]"), "배포")
	p.decide()
	p.arrives(path + "/security")
	p.click(css(`#security-tokens a[href$="delete?name=%EB%B0%B0%ED%8F%AC"]`))
	p.judge("delete")
	p.decide()
	p.arrives(path + "/security")
	p.sees("토큰을 삭제했습니다.")
}

func TestSecurity_unlinksTheLastWayInWithoutScript(t *testing.T) {
	t.Parallel()
	prog := pairBehind(t, nil, 20)
	p := newPage(t, prog, noScript)
	p.watch.tolerate("status of 422")
	p.signIn("admin")
	c := prog.tenant(t)
	id := c.make("/users", map[string]any{"name": "Kai Linked", "username": "kai_linked"})
	c.call(http.MethodPut, "/users/"+id+"/identities/google", map[string]any{
		"userId": "109876543210987654321", "details": map[string]any{"email": "kai@mail.example", "name": "Kai L."},
	}, nil)
	path := "/users/" + id
	p.follows(path, "/identities/google/unlink")
	p.sees("This is their last way in", "kai@mail.example")
	p.decide()
	p.sees("It is their last way in. Tick the box below")
	p.click(css("[name=lastWay]"))
	p.decide()
	p.arrives(path + "/security")
	p.sees("The account is unlinked.", "No social or enterprise account is linked.")
}
