package main

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// mayImport is who may import whom. A package that is not in it fails the test:
// a new one gets its line here first.
var mayImport = map[string][]string{
	"cmd/roster": {
		"access", "account", "activity", "apiclient", "audit", "auth", "directory", "emulator", "handlers", "mail", "setup", "static", "store", "views/paths",
	},
	// From apiclient handlers take types and errors only, which the next test holds.
	"handlers":            {"access", "account", "activity", "apiclient", "apiclient/attribute", "audit", "auth", "directory", "i18n", "static", "views", "views/paths"},
	"views":               {"i18n", "static", "views/paths", "views/ui"},
	"views/ui":            {"i18n", "static", "views/paths"},
	"views/paths":         {},
	"views/mail":          {"i18n"},
	"mail":                {"i18n", "views/mail", "views/paths"},
	"directory":           {"access", "apiclient", "apiclient/attribute", "audit", "mail"},
	"account":             {"access", "account/photo", "apiclient", "apiclient/attribute", "audit"},
	"activity":            {"access", "apiclient", "audit"}, // of apiclient types and the reading of bodies
	"account/photo":       {},
	"apiclient/attribute": {"apiclient"}, // types and errors
	"setup":               {"access", "apiclient", "audit"},
	"auth":                {"access", "audit", "auth/ticket", "views/paths"},
	"auth/ticket":         {},
	"audit":               {"access"},
	"store":               {"access", "activity", "audit", "auth", "directory"},
	"access":              {},
	"apiclient":           {},
	"i18n":                {},
	"static":              {},
	"emulator":            {},
	"e2e":                 {},
	"e2e/contract":        {}, // its tests import what they bring together
}

// What only tests use may also import what it tests.
var testSupport = map[string][]string{
	"audit/audittest": {"access", "audit"},
	"store/storetest": {"access", "activity", "audit", "audit/audittest", "auth", "directory", "store"},
}

func TestImports_keepToTheTable(t *testing.T) {
	t.Parallel()
	for _, p := range listed(t) {
		name := strings.TrimPrefix(p.ImportPath, "roster/")
		allowed, known := mayImport[name]
		if !known {
			allowed, known = testSupport[name]
		}
		if !known && p.Name == "main" {
			continue // generators: nobody can import them, and they are no part of the program
		}
		if !known {
			t.Errorf("package %s is not in the table", name)
		}
		for _, imported := range p.Imports {
			own, ok := strings.CutPrefix(imported, "roster/")
			if ok && !slices.Contains(allowed, own) {
				t.Errorf("%s imports %s, and may only import %v", name, own, allowed)
			}
		}
	}
}

func TestImports_theEmulatorIsForDemoAndEmulatorOnly(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || slices.Contains([]string{"demo.go", "emulator.go"}, name) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			if spec.Path.Value == `"roster/emulator"` {
				t.Errorf("%s imports the emulator", name)
			}
		}
	}
}

type listedPackage struct {
	ImportPath, Name string
	Imports          []string
}

// listed asks the go command for every package of the module.
func listed(t *testing.T) []listedPackage {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Name,Imports", "roster/...")
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listedPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 10 {
		t.Fatalf("go list found %d packages, which cannot be all", len(all))
	}
	return all
}

// The machine-to-machine credential can do anything in the tenant, so that a
// client of the Management API is a value of package directory and nowhere else.
// cmd/roster makes it and hands it over; test packages are not looked at.
func TestManagementClient_staysInTheDirectory(t *testing.T) {
	t.Parallel()
	loaded, err := packages.Load(&packages.Config{
		Context: t.Context(), BuildFlags: asBuilt(), Mode: packages.NeedName | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedSyntax | packages.NeedImports,
	}, "roster/handlers", "roster/account", "roster/apiclient/attribute", "roster/auth", "roster/audit", "roster/store", "roster/views/...", "roster/cmd/roster")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			t.Fatal(p.Errors)
		}
		for ident, object := range p.TypesInfo.Uses {
			where := p.Fset.Position(ident.Pos())
			wiring := p.PkgPath == "roster/cmd/roster" && filepath.Base(where.Filename) == "portal.go"
			if holdsClient(object) && !wiring {
				t.Errorf("%s: %s is a client of the Management API, or makes one", where, ident.Name)
			}
		}
	}
}

// asBuilt are the flags with which this test was built: what it looks at is then compiled already.
func asBuilt() []string {
	info, _ := debug.ReadBuildInfo()
	if info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return []string{"-race"}
	}
	return nil
}

// holdsClient tells whether an object is apiclient's client or one of its
// services, a value of one, or a function that gives one.
func holdsClient(object types.Object) bool {
	if f, ok := object.(*types.Func); ok {
		results := f.Signature().Results()
		for v := range results.Variables() {
			if isClient(v.Type()) {
				return true
			}
		}
		return false
	}
	return isClient(object.Type())
}

func isClient(t types.Type) bool {
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "roster/apiclient" {
		return false
	}
	name := named.Obj().Name()
	return name == "Client" || strings.HasSuffix(name, "Service") || name == "Option"
}
