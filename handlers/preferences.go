package handlers

import (
	"net/http"
	"slices"

	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// preferenceAge is how long language and theme are kept, in seconds: a year.
const preferenceAge = 365 * 24 * 60 * 60

// Names of the cookies that hold a preference. They say nothing about the person
// and decide nothing but looks, so they need no signature.
const (
	languageCookieName = "roster-language"
	themeCookieName    = "roster-theme"
)

// preferences keeps the language or the theme and goes back to the page.
func (a *app) preferences(w http.ResponseWriter, r *http.Request) error {
	form, err := parseForm(r, views.FieldLocale, views.FieldTheme, views.FieldReturn)
	if err != nil {
		return err
	}
	if locale, ok := form[views.FieldLocale]; ok {
		if !slices.Contains(i18n.Locales(), i18n.Locale(locale)) {
			return &refused{status: http.StatusBadRequest, reason: "unknown language"}
		}
		a.keep(w, languageCookieName, locale)
	}
	if theme, ok := form[views.FieldTheme]; ok {
		if !slices.Contains(themes, views.Theme(theme)) {
			return &refused{status: http.StatusBadRequest, reason: "unknown theme"}
		}
		a.keep(w, themeCookieName, theme)
	}
	return a.leaveTo(w, r, paths.SafeNext(form[views.FieldReturn]))
}

var themes = []views.Theme{views.ThemeSystem, views.ThemeLight, views.ThemeDark}

func (a *app) keep(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: preferenceAge,
		HttpOnly: true, Secure: a.flashes.secure, SameSite: http.SameSiteLaxMode,
	})
}

func languageCookie(r *http.Request) string {
	if c, err := r.Cookie(languageCookieName); err == nil {
		return c.Value
	}
	return ""
}

// themeOf is the theme chosen, the system's when none is.
func themeOf(r *http.Request) views.Theme {
	if c, err := r.Cookie(themeCookieName); err == nil && slices.Contains(themes, views.Theme(c.Value)) {
		return views.Theme(c.Value)
	}
	return views.ThemeSystem
}
