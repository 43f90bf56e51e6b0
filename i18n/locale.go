package i18n

import (
	"context"

	"golang.org/x/text/language"
)

// Locale is a language the portal speaks, as a BCP 47 tag.
type Locale string

// The languages there is a catalogue for.
const (
	English Locale = "en"
	Korean  Locale = "ko"
)

// Locales lists the languages in the order the switch shows them.
func Locales() []Locale { return []Locale{English, Korean} }

// NativeName is the language's name in itself, for the language switch.
func (l Locale) NativeName() string {
	if l == Korean {
		return "한국어"
	}
	return "English"
}

type localeKey struct{}

// WithLocale returns ctx carrying the language to answer in.
func WithLocale(ctx context.Context, l Locale) context.Context {
	return context.WithValue(ctx, localeKey{}, l)
}

// LocaleFrom returns the language ctx carries, English when it carries none.
func LocaleFrom(ctx context.Context) Locale {
	if l, ok := ctx.Value(localeKey{}).(Locale); ok {
		return l
	}
	return English
}

var matcher = language.NewMatcher([]language.Tag{language.English, language.Korean})

// Match picks the language: the cookie's when it names one we speak, else the
// best of the Accept-Language header (RFC 9110 §12.5.4), else English.
func Match(acceptLanguage, cookie string) Locale {
	for _, l := range Locales() {
		if cookie == string(l) {
			return l
		}
	}
	// A malformed header is a browser without a wish, not an error.
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(tags) == 0 {
		return English
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return English
	}
	return Locales()[i]
}
