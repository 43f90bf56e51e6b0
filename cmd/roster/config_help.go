package main

import (
	"fmt"
	"reflect"
	"strings"
)

// setting is one field of Config as its tags describe it.
type setting struct {
	name, desc, def string
	need, secret    bool
	index           []int
}

// settings lists the fields of Config in their order.
func settings() []setting {
	var all []setting
	for f := range reflect.TypeFor[Config]().Fields() {
		all = append(all, setting{
			name:   f.Tag.Get("env"),
			desc:   f.Tag.Get("desc"),
			def:    f.Tag.Get("envDefault"),
			need:   f.Tag.Get("need") == "yes",
			secret: f.Tag.Get("secret") == "yes",
			index:  f.Index,
		})
	}
	return all
}

// configTable is the table of settings in Markdown, as the README shows it.
func configTable() string {
	var b strings.Builder
	b.WriteString("| Variable | Default | What it is |\n|---|---|---|\n")
	for _, s := range settings() {
		def := ""
		switch {
		case s.need:
			def = "needed"
		case s.def != "":
			def = "`" + s.def + "`"
		}
		name := "`" + s.name + "`"
		if s.secret {
			name += " or `" + s.name + "_FILE`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, def, s.desc)
	}
	return b.String()
}
