package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// iconNames reads the constants of type Icon from a Go file, so that the sprite
// holds exactly the icons that have a name in the code.
func iconNames(file string) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	var names []string
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if t, ok := spec.Type.(*ast.Ident); !ok || t.Name != "Icon" {
			return true
		}
		for _, v := range spec.Values {
			if lit, ok := v.(*ast.BasicLit); ok {
				name, _ := strconv.Unquote(lit.Value) // the parser took it, so it is quoted
				names = append(names, name)
			}
		}
		return true
	})
	slices.Sort(names)
	return slices.Compact(names), nil
}

var (
	svgBody    = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	whitespace = regexp.MustCompile(`\s*\n\s*`)
	// nextPath is where a plain path ends and one begins that states where: both can be one.
	nextPath = regexp.MustCompile(`(<path d="[^"]*)" /><path d="M`)
)

// writeSprite joins lucide icons into one file of <symbol>s. Stroke and size
// come from the <svg> that uses a symbol.
func writeSprite(dir string, names []string, to string) error {
	var b bytes.Buffer
	b.WriteString("<!-- lucide-static 1.62.0, ISC, https://lucide.dev -->\n<svg xmlns=\"http://www.w3.org/2000/svg\">\n")
	for _, name := range names {
		svg, err := os.ReadFile(filepath.Join(dir, name+".svg"))
		if err != nil {
			return err
		}
		m := svgBody.FindSubmatch(svg)
		if m == nil {
			return fmt.Errorf("%s: not an svg", name)
		}
		body := strings.TrimSpace(whitespace.ReplaceAllString(string(m[1]), ""))
		for nextPath.MatchString(body) {
			body = nextPath.ReplaceAllString(body, "${1}M")
		}
		body = strings.ReplaceAll(body, " />", "/>")
		fmt.Fprintf(&b, "<symbol id=%q viewBox=\"0 0 24 24\">%s</symbol>\n", name, body)
	}
	b.WriteString("</svg>\n")
	return os.WriteFile(to, b.Bytes(), 0o644)
}
