package emulator

import (
	"errors"
	"net/http"
)

// linkPage leads on to an address, by itself.
func (f *flow) linkPage(address string) hosted {
	return f.form(hostedForm{
		Title: "One moment", Note: "Your link is being checked.", Refresh: address,
		Links: []link{{address, "Go on"}},
	}, nil)
}

// openLink uses a magic link: it takes the token out of the address first, then signs in whom it is for, and registers
// an address that nobody has.
func openLink(f *flow) hosted {
	query := f.http.URL.Query()
	if token := query.Get("one_time_token"); token != "" {
		f.in.link = &linkToken{token, query.Get("login_hint")}
		return hosted{redirect: f.at("/one-time-token")}
	}
	if f.in.link == nil {
		return hosted{redirect: f.at("/sign-in")}
	}
	use := *f.in.link
	f.in.link = nil
	err := f.start(eventSignIn)
	if err == nil {
		_, err = f.verifyToken(use.email, use.token)
	}
	if err == nil {
		err = f.identify("")
	}
	if e, is := errors.AsType[*apiError](err); is && e.code == "user.user_not_exist" {
		if err = f.changeEvent(eventRegister); err == nil {
			err = f.identify("")
		}
	}
	if err != nil {
		return f.divert(err)
	}
	return f.onward()
}

// linkError says what is wrong with a link.
func linkError(f *flow) hosted {
	if f.in.problem == nil {
		return hosted{redirect: f.at("/sign-in")}
	}
	page := f.form(hostedForm{
		Title: "Invalid link", Note: "The link cannot be used.", Links: []link{{f.at("/sign-in"), "Sign in"}},
	}, f.in.problem)
	page.status = http.StatusOK // Logto's own page is there all the same
	return page
}

// resetLanding is where a reset link and "forgot password" lead.
func resetLanding(f *flow) hosted {
	query := f.http.URL.Query()
	switch token, email := query.Get("one_time_token"), query.Get("login_hint"); {
	case token != "" && email != "":
		f.in.link = &linkToken{token, email}
		return f.linkPage(f.at("/reset-password"))
	case token != "":
		f.in.link = &linkToken{token: token}
		return f.addressForm()
	case f.in.link == nil:
		return f.form(hostedForm{
			Title: "Reset password", Note: "Ask an administrator for a link that resets your password.",
			Links: []link{{f.at("/sign-in"), "Sign in"}},
		}, nil)
	case f.in.link.email == "":
		return f.addressForm()
	}
	return f.useResetLink()
}

func (f *flow) addressForm() hosted {
	return f.form(hostedForm{
		Title: "Reset password", Note: "Enter the address that the link was sent to.", Action: "/reset-password", Button: "Continue",
		Fields: []formField{{"email", "E-mail", "email", "", "email"}},
	}, nil)
}

func resetAddress(f *flow) hosted {
	if f.in.link == nil {
		return hosted{redirect: f.at("/reset-password")}
	}
	f.in.link.email = f.http.PostForm.Get("email")
	return hosted{redirect: f.at("/reset-password")}
}

// useResetLink consumes the token, before any password was typed.
func (f *flow) useResetLink() hosted {
	use := *f.in.link
	f.in.link = nil
	err := f.start(eventForgot)
	if err == nil {
		_, err = f.verifyToken(use.email, use.token)
	}
	if err == nil {
		err = f.identify("")
	}
	if err != nil {
		return f.divert(err)
	}
	return hosted{redirect: f.at("/forgot-password/reset")}
}

func newPasswordPage(f *flow) hosted { return f.newPasswordForm(nil) }

func (f *flow) newPasswordForm(refused error) hosted {
	if f.in.event != eventForgot || f.in.userID == "" {
		return hosted{redirect: f.at("/reset-password")}
	}
	return f.form(hostedForm{
		Title: "Set a new password", Note: "You sign in with it afterwards.", Action: "/forgot-password/reset",
		Button: "Save password", Fields: newPasswordFields(),
	}, refused)
}

// submitNewPassword stores the new password; the person then signs in with it.
func submitNewPassword(f *flow) hosted {
	password, err := f.typedTwice()
	if err == nil {
		err = f.resetPassword(password)
	}
	if err == nil {
		err = f.submit()
	}
	if err != nil {
		return f.newPasswordForm(err)
	}
	return hosted{redirect: f.at("/sign-in")}
}
