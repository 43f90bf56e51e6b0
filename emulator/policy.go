package emulator

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// passwordPolicy is the tenant's policy with Logto's defaults filled in. The look-up of leaked
// passwords is left out: it asks a service on the internet, and the emulator does not.
type passwordPolicy struct {
	minLength, maxLength int // UTF-16 units, as JavaScript counts
	minTypes             int // 1 to 4
	rejectRepetition     bool
	rejectUserInfo       bool
	words                []string
}

// passwordIssue is one reason to refuse a password: {code, interpolation?}.
type passwordIssue struct {
	Code          string         `json:"code"`
	Interpolation map[string]any `json:"interpolation,omitempty"`
}

// sentence is the issue for people.
func (i passwordIssue) sentence(language string) string {
	text := messageFor(i.Code, language)
	for name, value := range i.Interpolation {
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
	}
	return text
}

// passwordOwner is what a password must not be made of.
type passwordOwner struct{ name, username, email, phone string }

// passwordPolicyFrom reads the stored policy, in which any key may be missing.
func passwordPolicyFrom(stored map[string]any) passwordPolicy {
	o := object(stored)
	p := passwordPolicy{minLength: 8, maxLength: 256, minTypes: 1, rejectRepetition: true, rejectUserInfo: true}
	setInt := func(into *int, of object, key string) {
		if of.has(key) {
			*into = int(of.num(key))
		}
	}
	setInt(&p.minLength, o.obj("length"), "min")
	setInt(&p.maxLength, o.obj("length"), "max")
	setInt(&p.minTypes, o.obj("characterTypes"), "min")
	rejects := o.obj("rejects")
	if rejects.has("repetitionAndSequence") {
		p.rejectRepetition = rejects.flag("repetitionAndSequence")
	}
	if rejects.has("userInfo") {
		p.rejectUserInfo = rejects.flag("userInfo")
	}
	p.words = rejects.strs("words")
	return p
}

// check returns the issues of a password in Logto's order. ok is false when the policy looks at the
// owner and there is none.
func (p passwordPolicy) check(password string, owner *passwordOwner) (issues []passwordIssue, ok bool) {
	issues = p.basics(password)
	// Offsets are UTF-16 units. A password with other characters than ASCII is refused anyway.
	units := utf16.Encode([]rune(password))
	if p.rejectUserInfo && owner == nil && len(units) > 0 {
		return nil, false
	}
	covered, found := p.restricted(units, owner)
	if covered <= max(1, len(units)-tolerated) {
		return issues, true
	}
	for _, code := range found {
		issues = append(issues, passwordIssue{Code: "password_rejected.restricted." + code})
	}
	return issues, true
}

// restricted counts the characters that belong to a restricted phrase, and names the kinds of
// phrases in the order they begin.
func (p passwordPolicy) restricted(units []uint16, owner *passwordOwner) (count int, found []string) {
	covered := make([]bool, len(units))
	mark := func(from, length int, code string) {
		for i := from; i < min(from+length, len(covered)); i++ {
			covered[i] = true
		}
		if length > 0 && !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	for i := range units {
		rest := string(utf16.Decode(units[i:]))
		if p.rejectRepetition {
			mark(i, repetition(rest), "repetition")
			mark(i, sequence(rest), "sequence")
		}
		mark(i, longestPrefix(rest, p.words), "words")
		if p.rejectUserInfo {
			mark(i, longestPrefix(rest, owner.phrases(rest)), "user_info")
		}
	}
	for _, c := range covered {
		if c {
			count++
		}
	}
	return count, found
}

// tolerated is how many characters outside restricted phrases make a password acceptable.
const tolerated = 3

// shortestRun is the least length of a repetition or a sequence.
const shortestRun = 3

func (p passwordPolicy) basics(password string) []passwordIssue {
	var issues []passwordIssue
	add := func(code, key string, value int) {
		i := passwordIssue{Code: "password_rejected." + code}
		if key != "" {
			i.Interpolation = map[string]any{key: value}
		}
		issues = append(issues, i)
	}
	switch n := utf16Len(password); {
	case n < p.minLength:
		add("too_short", "min", p.minLength)
	case n > p.maxLength:
		add("too_long", "max", p.maxLength)
	}
	switch types, supported := characterTypes(password); {
	case !supported:
		add("unsupported_characters", "", 0)
	case types < p.minTypes:
		add("character_types", "min", p.minTypes)
	}
	return issues
}

// characterTypes counts lower case, upper case, digits and symbols; space counts as a symbol.
// supported is false when there is any other character.
func characterTypes(password string) (n int, supported bool) {
	var seen [4]bool
	for _, c := range password {
		switch {
		case 'a' <= c && c <= 'z':
			seen[0] = true
		case 'A' <= c && c <= 'Z':
			seen[1] = true
		case '0' <= c && c <= '9':
			seen[2] = true
		case ' ' <= c && c <= '~':
			seen[3] = true
		default:
			return 0, false
		}
	}
	for _, s := range seen {
		if s {
			n++
		}
	}
	return n, true
}

// repetition is the length of the run of one letter, in either case, at the beginning of text.
func repetition(text string) int {
	lower := []rune(strings.ToLower(text))
	n := 0
	for n < len(lower) && lower[n] == lower[0] {
		n++
	}
	return atLeastRun(n)
}

// keyboardRuns are the orders a sequence may follow, forwards or backwards: digits, the alphabet,
// rows and columns of the keyboard.
var keyboardRuns = bothWays("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm",
	"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol")

func bothWays(runs ...string) []string {
	for _, run := range runs {
		var back strings.Builder
		for i := len(run) - 1; i >= 0; i-- {
			back.WriteByte(run[i])
		}
		runs = append(runs, back.String())
	}
	return runs
}

// sequence is the length of the sequence at the beginning of text.
func sequence(text string) int {
	lower := strings.ToLower(text)
	longest := 0
	for _, run := range keyboardRuns {
		for start := range run {
			n := 0
			for n < len(lower) && start+n < len(run) && lower[n] == run[start+n] {
				n++
			}
			longest = max(longest, n)
		}
	}
	return atLeastRun(longest)
}

func atLeastRun(n int) int {
	if n < shortestRun {
		return 0
	}
	return n
}

// phrases are the pieces of the owner that text might begin with. When it begins with the whole
// name, the words of the name do not matter.
func (o *passwordOwner) phrases(text string) []string {
	out := []string{o.username, o.phone}
	mailbox, _, _ := strings.Cut(o.email, "@")
	out = append(out, mailbox, o.name)
	if longestPrefix(text, []string{o.name}) == 0 {
		out = append(out, strings.Join(strings.Fields(o.name), ""))
		out = append(out, strings.Split(o.name, " ")...)
	}
	return out
}

// longestPrefix is the length, in UTF-16 units, of the longest phrase that text begins with in any case.
func longestPrefix(text string, phrases []string) int {
	lower := strings.ToLower(text)
	longest := 0
	for _, phrase := range phrases {
		if strings.HasPrefix(lower, strings.ToLower(phrase)) {
			longest = max(longest, utf16Len(phrase))
		}
	}
	return longest
}
