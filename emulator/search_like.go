package emulator

import (
	"bytes"
	"unicode/utf8"
)

// likePattern is a compiled LIKE pattern: % stands for any text, _ for one character, and \ makes
// the next character stand for itself.
type likePattern struct {
	// parts are what stands between the % signs; n signs make n+1 parts.
	parts []likePart
	// broken is set when the pattern ends in a lone backslash. PostgreSQL refuses it only once a
	// match gets that far with text left, so the backslash is compiled as `_%` and a hit is the error.
	broken bool
}

// likePart is a run of characters and _; plain when there is no _ in it.
type likePart struct {
	plain []byte
	steps []likeStep
}

type likeStep struct {
	char []byte // UTF-8 of one character
	any  bool
}

func compileLike(pattern string) likePattern {
	var p likePattern
	var part likePart
	wild := false
	literal := func(char string) {
		part.plain = append(part.plain, char...)
		part.steps = append(part.steps, likeStep{char: []byte(char)})
	}
	for i := 0; i < len(pattern); {
		_, size := utf8.DecodeRuneInString(pattern[i:])
		char := pattern[i : i+size]
		i += size
		switch char {
		case "%":
			p.parts = append(p.parts, part.done(wild))
			part, wild = likePart{}, false
		case "_":
			part.steps = append(part.steps, likeStep{any: true})
			wild = true
		case `\`:
			if i == len(pattern) {
				part.steps = append(part.steps, likeStep{any: true})
				p.parts, p.broken = append(p.parts, part.done(true), likePart{}), true
				return p
			}
			_, size := utf8.DecodeRuneInString(pattern[i:])
			literal(pattern[i : i+size])
			i += size
		default:
			literal(char)
		}
	}
	p.parts = append(p.parts, part.done(wild))
	return p
}

func (l likePart) done(wild bool) likePart {
	if wild {
		return likePart{steps: l.steps}
	}
	return likePart{plain: l.plain}
}

// at returns how many bytes of text the part takes at its beginning, or -1.
func (l likePart) at(text []byte) int {
	if l.steps == nil {
		if bytes.HasPrefix(text, l.plain) {
			return len(l.plain)
		}
		return -1
	}
	n := 0
	for _, s := range l.steps {
		if n == len(text) {
			return -1
		}
		if s.any {
			_, size := utf8.DecodeRune(text[n:])
			n += size
			continue
		}
		if !bytes.HasPrefix(text[n:], s.char) {
			return -1
		}
		n += len(s.char)
	}
	return n
}

// find returns the end of the first place in text where the part fits, or -1.
func (l likePart) find(text []byte) int {
	if l.steps == nil {
		if i := bytes.Index(text, l.plain); i >= 0 {
			return i + len(l.plain)
		}
		return -1
	}
	for i := 0; i <= len(text); {
		if n := l.at(text[i:]); n >= 0 {
			return i + n
		}
		_, size := utf8.DecodeRune(text[i:])
		i += max(1, size)
	}
	return -1
}

// longest is the longest part without _, which every hit contains.
func (p likePattern) longest() string {
	var longest []byte
	for _, part := range p.parts {
		if len(part.plain) > len(longest) {
			longest = part.plain
		}
	}
	return string(longest)
}

// match reports whether the whole text fits.
func (p likePattern) match(text []byte) (bool, error) {
	hit := p.covers(text)
	if hit && p.broken {
		return false, errInternal
	}
	return hit, nil
}

func (p likePattern) covers(text []byte) bool {
	n := p.parts[0].at(text)
	if n < 0 || len(p.parts) == 1 {
		return n == len(text)
	}
	text = text[n:]
	last := len(p.parts) - 1
	for _, part := range p.parts[1:last] {
		if n = part.find(text); n < 0 {
			return false
		}
		text = text[n:]
	}
	return p.parts[last].endsWith(text)
}

// endsWith reports whether the part fits the end of text.
func (l likePart) endsWith(text []byte) bool {
	if l.steps == nil {
		return bytes.HasSuffix(text, l.plain)
	}
	start := len(text)
	for range l.steps {
		if start == 0 {
			return false
		}
		_, size := utf8.DecodeLastRune(text[:start])
		start -= size
	}
	return l.at(text[start:]) == len(text)-start
}
