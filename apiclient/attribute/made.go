package attribute

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"roster/apiclient"
)

// The problems of a field that the tenant made up, beside those of the others.
const (
	TooShort       = "too_short"
	InvalidNumber  = "invalid_number"
	OutOfRange     = "out_of_range"
	InvalidChoice  = "invalid_choice"
	InvalidPattern = "invalid_pattern" // not of the form that the tenant wants
	InvalidDay     = "invalid_day"     // not a date of the form that the tenant wants
)

// madePrefix starts the name of a field that the tenant made up.
const madePrefix = CustomData + "."

// keyForm is what Logto lets such a field be called.
var keyForm = regexp.MustCompile(`^[0-9A-Za-z]{1,128}$`)

// MadeField is the name of the field that is kept under key in the custom data.
func MadeField(key string) Field { return Field(madePrefix + key) }

// Key is where in the custom data a field is kept that the tenant made up; "" for
// every other field.
func (f Field) Key() string {
	key, _ := strings.CutPrefix(string(f), madePrefix)
	if !keyForm.MatchString(key) || key == string(f) {
		return ""
	}
	return key
}

// bounds of what may be written into such a field, in characters.
const (
	madeText   = 1024
	madeNumber = 24
)

// Made is the line of a field that the tenant made up and that is kept in the custom
// data. It is false for claims (a Fullname and an Address are made of them), for a
// type that is not known, and for a name that Logto would not allow. The Of of it
// reads only.
func Made(f apiclient.ProfileField) (Spec, bool) {
	form := formOf(f)
	if len(ClaimsOf(f)) > 0 || form == nil || !keyForm.MatchString(f.Name) {
		return Spec{}, false
	}
	spec := Spec{Name: MadeField(f.Name), max: madeText, lines: f.Type == "Text", form: form}
	switch {
	case f.Type == "Text" && f.Config.MaxLength != nil:
		spec.max = min(max(*f.Config.MaxLength, 0), 64*madeText)
	case f.Type == "Number":
		spec.max = madeNumber
	case f.Type == "Url":
		spec.max = 2 * madeText
	}
	spec.Of = func(u *user) *string {
		text, _ := MadeText(u.CustomData[f.Name])
		return &text
	}
	return spec, true
}

// ClaimsOf are the fields of a person that a field of the catalogue is about where it
// is not kept in the custom data: a claim, the name, the picture, or the parts of a
// full name or an address that are asked for.
func ClaimsOf(f apiclient.ProfileField) []Field {
	var all []Field
	within := ""
	switch f.Type {
	case "Fullname":
		within = "profile."
	case "Address":
		within = "profile.address."
	default:
		for _, name := range []Field{Field(f.Name), Field("profile." + f.Name)} {
			if spec, ok := SpecOf(name); ok && !name.IsAddress() && name != Username {
				return []Field{spec.Name}
			}
		}
		return nil
	}
	for _, part := range f.Config.Parts {
		if spec, ok := SpecOf(Field(within + part.Claim())); ok && part.Enabled {
			all = append(all, spec.Name)
		}
	}
	return all
}

// MadeText is a value of the custom data as a form shows it. It is false for what no
// field holds, such as an object.
func MadeText(stored any) (text string, ok bool) {
	switch v := stored.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case bool, json.Number, float64, int:
		return fmt.Sprint(v), true
	}
	return "", false
}

// MadeValue is a value, as Spec.Normal returns it, in the type it is kept as. "" is
// not kept at all.
func MadeValue(f apiclient.ProfileField, value string) any {
	switch f.Type {
	case "Number":
		return json.Number(value)
	case "Checkbox":
		return value == "true"
	}
	return value
}

// formOf is the form of a type, nil for one that is not known.
func formOf(f apiclient.ProfileField) form {
	switch f.Type {
	case "Text":
		return func(v, _ string) (string, string) {
			if least := f.Config.MinLength; least != nil && utf8.RuneCountInString(v) < *least {
				return "", TooShort
			}
			return v, ""
		}
	case "Number":
		return func(v, _ string) (string, string) { return number(v, f.Config) }
	case "Date":
		return func(v, _ string) (string, string) { return day(v, DateLayout(f.Config)) }
	case "Checkbox":
		return func(v, _ string) (string, string) { return oneOf(v, "true", "false") }
	case "Select":
		return func(v, _ string) (string, string) {
			var values []string
			for _, o := range f.Config.Options {
				values = append(values, o.Value)
			}
			return oneOf(v, values...)
		}
	case "Url":
		return webURL
	case "Regex":
		return func(v, _ string) (string, string) { return patterned(v, f.Config.Format) }
	}
	return nil
}

func oneOf(v string, values ...string) (string, string) {
	if !slices.Contains(values, v) {
		return "", InvalidChoice
	}
	return v, ""
}

// numberForm is a number of JSON without an exponent.
var numberForm = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?$`)

func number(v string, c apiclient.ProfileFieldConfig) (string, string) {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !numberForm.MatchString(v) {
		return "", InvalidNumber
	}
	if c.MinValue != nil && n < *c.MinValue || c.MaxValue != nil && n > *c.MaxValue {
		return "", OutOfRange
	}
	return v, ""
}

// patterned holds a value to an expression of the tenant, which is one of JavaScript.
// One that this program does not understand, such as with a look-ahead, is no
// reason to keep people from saving; Logto itself does not check it here.
func patterned(v, expression string) (string, string) {
	form, err := regexp.Compile(expression)
	if err != nil {
		return v, ""
	}
	return matching(form, v, InvalidPattern)
}

// dateWords are the parts of a date in the patterns of Logto's console.
var dateWords = strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02")

// DateLayout is the layout of a Date for package time; "" for a pattern that holds
// more than year, month and day in digits.
func DateLayout(c apiclient.ProfileFieldConfig) string {
	pattern := c.Format
	if !strings.Contains(pattern, "yyyy") {
		pattern = c.CustomFormat
	}
	layout := dateWords.Replace(pattern)
	if strings.ContainsFunc(layout, func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune("-/. ", r) }) {
		return ""
	}
	return layout
}

func day(v, layout string) (string, string) {
	if layout == "" {
		return v, ""
	}
	if _, err := time.Parse(layout, v); err != nil {
		return "", InvalidDay
	}
	return v, ""
}
