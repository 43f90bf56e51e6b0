package views

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ/parser/v2"
	"github.com/a-h/templ/parser/v2/visitor"
)

// templates parses every template below views, by path.
func templates(t *testing.T) map[string]*parser.TemplateFile {
	t.Helper()
	files := map[string]*parser.TemplateFile{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".templ" {
			return err
		}
		f, err := parser.Parse(path)
		files[path] = f
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d templates found", len(files))
	}
	return files
}

func isUI(path string) bool { return strings.HasPrefix(path, "ui"+string(filepath.Separator)) }

// isMail tells the bodies of mails, which are documents of their own.
func isMail(path string) bool { return strings.HasPrefix(path, "mail"+string(filepath.Separator)) }

func TestTemplates_classesAndHxOnlyInUI(t *testing.T) {
	t.Parallel()
	for path, file := range templates(t) {
		if isUI(path) {
			continue
		}
		v := visitor.New()
		v.Element = each(v.Element, func(n *parser.Element) {
			// Elements that carry no look of their own. Mails have no stylesheet, and
			// nothing of views/ui would look like anything in one.
			if n.Name != "bdi" && !isMail(path) {
				t.Errorf("%s:%d: <%s> outside views/ui: make it a component", path, n.Range.From.Line+1, n.Name)
			}
		})
		checkAttributes(v, func(key string) {
			if key == "class" || strings.HasPrefix(key, "hx-") {
				t.Errorf("%s: attribute %s outside views/ui", path, key)
			}
		})
		visit(t, file, v)
	}
}

func TestTemplates_noInlineScriptOrStyle(t *testing.T) {
	t.Parallel()
	for path, file := range templates(t) {
		v := visitor.New()
		v.ScriptElement = func(n *parser.ScriptElement) error {
			if len(n.Contents) > 0 {
				t.Errorf("%s: inline script", path)
			}
			return nil
		}
		v.RawElement = func(n *parser.RawElement) error {
			t.Errorf("%s: inline <%s>", path, n.Name)
			return nil
		}
		v.CSSTemplate = func(*parser.CSSTemplate) error {
			t.Errorf("%s: inline css", path)
			return nil
		}
		checkAttributes(v, func(key string) {
			// Mail programs know no stylesheets, and no policy of ours holds there.
			if key == "style" && !isMail(path) || strings.HasPrefix(key, "on") || strings.HasPrefix(key, "hx-on") || key == "hx-vals" {
				t.Errorf("%s: attribute %s", path, key)
			}
		})
		visit(t, file, v)
	}
}

var letters = regexp.MustCompile(`\p{L}`)

// spoken are the attributes people read or hear.
var spoken = map[string]bool{"aria-label": true, "title": true, "alt": true, "placeholder": true, "data-done": true}

func TestTemplates_noLiteralText(t *testing.T) {
	t.Parallel()
	for path, file := range templates(t) {
		v := visitor.New()
		inKey := false // the letter on a keyboard key is the same in every language
		element := v.Element
		v.Element = func(n *parser.Element) error {
			was := inKey
			inKey = n.Name == "kbd"
			defer func() { inKey = was }()
			return element(n)
		}
		v.Text = func(n *parser.Text) error {
			if !inKey && letters.MatchString(n.Value) {
				t.Errorf("%s: literal text %q", path, n.Value)
			}
			return nil
		}
		v.ConstantAttribute = func(n *parser.ConstantAttribute) error {
			if spoken[n.Key.String()] && letters.MatchString(n.Value) {
				t.Errorf("%s: literal %s=%q", path, n.Key, n.Value)
			}
			return nil
		}
		call := v.TemplElementExpression
		v.TemplElementExpression = func(n *parser.TemplElementExpression) error {
			if found := sentence.FindString(n.Expression.Value); found != "" {
				t.Errorf("%s: literal text %s handed to a component", path, found)
			}
			return call(n)
		}
		visit(t, file, v)
	}
}

// sentence is a string of two words, which is no key and no name.
var sentence = regexp.MustCompile(`"[^"]*\p{L} \p{L}[^"]*"`)

func each(next func(*parser.Element) error, look func(*parser.Element)) func(*parser.Element) error {
	return func(n *parser.Element) error {
		look(n)
		return next(n)
	}
}

func checkAttributes(v *visitor.Visitor, look func(key string)) {
	v.ConstantAttribute = func(n *parser.ConstantAttribute) error { look(n.Key.String()); return nil }
	v.BoolConstantAttribute = func(n *parser.BoolConstantAttribute) error { look(n.Key.String()); return nil }
	v.ExpressionAttribute = func(n *parser.ExpressionAttribute) error { look(n.Key.String()); return nil }
	v.BoolExpressionAttribute = func(n *parser.BoolExpressionAttribute) error { look(n.Key.String()); return nil }
}

func visit(t *testing.T, file *parser.TemplateFile, v *visitor.Visitor) {
	t.Helper()
	if err := file.Visit(v); err != nil {
		t.Fatal(err)
	}
}
