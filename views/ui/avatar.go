package ui

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"
)

// hues is how many avatar colours the stylesheet has (av-0 … av-11).
const hues = 12

// hueClass picks a colour that stays with an id.
func hueClass(seed string) string {
	h := fnv.New32a()
	h.Write([]byte(seed)) // never fails
	return "av-" + strconv.FormatUint(uint64(h.Sum32()%hues), 10)
}

// initials are the letters of an avatar: the first of the first and the last
// word in scripts with capitals, the first one elsewhere (김민준 → 김), and ""
// for a name without letters.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	if len(words) == 0 {
		return ""
	}
	first := firstLetter(words[0])
	if len(words) == 1 || !unicode.IsUpper(unicode.ToUpper(first)) {
		return string(unicode.ToUpper(first))
	}
	return string([]rune{unicode.ToUpper(first), unicode.ToUpper(firstLetter(words[len(words)-1]))})
}

func firstLetter(word string) rune {
	for _, r := range word {
		return r
	}
	return ' '
}
