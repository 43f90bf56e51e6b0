package emulator

import (
	"html/template"
	"slices"
	"strings"
)

// factorPage asks for a second factor.
func factorPage(f *flow) hosted { return f.factorForm(nil) }

func (f *flow) factorForm(refused error) hosted {
	u := f.t.people.byID(f.in.userID)
	if u == nil {
		return hosted{redirect: f.in.request.screen}
	}
	kind := f.lastOfPath()
	page := hostedForm{
		Title: "Authenticator code", Note: "Enter the six digits that your authenticator app shows.", Notice: f.reason(),
		Action: "/mfa-verification/" + kind, Button: "Continue",
		Fields: []formField{{"code", "Code", "text", "", "one-time-code"}},
	}
	other, text := mfaBackup, "Use a backup code"
	if kind == mfaBackup {
		page.Title, page.Note = "Backup code", "Enter one of your backup codes. It can be used once."
		other, text = mfaTOTP, "Use the authenticator app"
	}
	if slices.Contains(f.t.usableFactors(u.mfa), other) {
		page.Links = []link{{f.at("/mfa-verification/" + other), text}}
	}
	return f.form(page, refused)
}

func submitFactor(f *flow) hosted {
	code := strings.ReplaceAll(f.http.PostForm.Get("code"), " ", "")
	var err error
	if f.lastOfPath() == mfaBackup {
		_, err = f.verifyBackupCode(code)
	} else {
		_, err = f.verifyTOTP(code, "")
	}
	if err != nil {
		return f.factorForm(err)
	}
	return f.onward()
}

// bindTOTPPage sets up an authenticator app. A tenant that only offers it lets people skip.
func bindTOTPPage(f *flow) hosted {
	if _, err := f.newTOTP(); err != nil {
		return hosted{redirect: f.in.request.screen}
	}
	return f.bindTOTPForm(nil)
}

func (f *flow) bindTOTPForm(refused error) hosted {
	p, u := f.in.proof("", mfaTOTP), f.t.people.byID(f.in.userID)
	if p == nil || u == nil {
		return hosted{redirect: f.in.request.screen}
	}
	image, err := totpImage(f.http.Host, accountLabel(u), p.secret)
	if err != nil {
		return f.divert(err)
	}
	page := hostedForm{
		Title: "Set up an authenticator app", Note: "Scan the code with the app, then enter the six digits that it shows.",
		Notice: f.reason(), Action: "/mfa-binding/" + mfaTOTP, Button: "Continue", Secret: p.secret,
		Image:  template.URL(image), // #nosec G203 -- made here
		Fields: []formField{{"code", "Code", "text", "", "one-time-code"}},
	}
	if !mfaPolicies[f.t.mfaPolicy()].demands {
		page.Skip = "/mfa-binding/skip"
	}
	return f.form(page, refused)
}

func submitTOTP(f *flow) hosted {
	p := f.in.proof("", mfaTOTP)
	if p == nil {
		return hosted{redirect: f.in.request.screen}
	}
	_, err := f.verifyTOTP(strings.ReplaceAll(f.http.PostForm.Get("code"), " ", ""), p.id)
	if err == nil {
		err = f.bind(mfaTOTP, p.id)
	}
	if err != nil {
		return f.bindTOTPForm(err)
	}
	return f.onward()
}

// bindCodesPage shows backup codes, once.
func bindCodesPage(f *flow) hosted {
	p, err := f.newBackupSet()
	if err != nil {
		return hosted{redirect: f.in.request.screen}
	}
	return f.form(hostedForm{
		Title: "Save your backup codes", Note: "Each of them can stand in for the app once. They are not shown again.",
		Notice: f.reason(), Codes: p.codes, Action: "/mfa-binding/" + mfaBackup, Button: "I have saved them",
	}, nil)
}

func submitCodes(f *flow) hosted {
	p := f.in.proof("", mfaBackup)
	if p == nil {
		return hosted{redirect: f.at("/mfa-binding/" + mfaBackup)}
	}
	if err := f.bind(mfaBackup, p.id); err != nil {
		return f.divert(err)
	}
	return f.onward()
}

func skipFactors(f *flow) hosted {
	if err := f.skipMFA(); err != nil {
		return f.divert(err)
	}
	return f.onward()
}
