package i18n

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed en.json ko.json
var files embed.FS

var catalogues = map[Locale]map[string]string{
	English: load("en.json"),
	Korean:  load("ko.json"),
}

// load reads an embedded catalogue. It panics on a broken one: the file is part
// of the program, and a test reads it before anybody else does.
func load(name string) map[string]string {
	raw, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(raw, &m); err != nil {
		panic(fmt.Sprintf("i18n: %s: %v", name, err))
	}
	return m
}

// T returns the sentence of key in the context's language, with {name}
// placeholders filled from args, which are name, value pairs:
//
//	T(ctx, "users.found", "count", 11)
//
// A key that is in no catalogue comes back as itself; a test holds that no such
// key is used.
func T(ctx context.Context, key string, args ...any) string {
	l := LocaleFrom(ctx)
	text, ok := catalogues[l][key]
	if !ok {
		return key
	}
	return fill(text, args)
}

// N returns the sentence for a count: key.one for 1, key.other else, with
// {count} filled with n as people write numbers. Languages without a plural
// carry the same text twice.
func N(ctx context.Context, key string, n int, args ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return T(ctx, key+form, append([]any{"count", Number(ctx, n)}, args...)...)
}

// Has says whether key has a text in both catalogues.
func Has(key string) bool {
	_, en := catalogues[English][key]
	_, ko := catalogues[Korean][key]
	return en && ko
}

func fill(text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	if len(pairs) == 2 { // most have one placeholder, for which a Replacer is dear
		return strings.ReplaceAll(text, pairs[0], pairs[1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
