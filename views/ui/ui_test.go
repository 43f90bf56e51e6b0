package ui

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"roster/static"
)

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ada Okafor":         "AO",
		"ada":                "A",
		"Jean Paul Sartre":   "JS",
		"김민준":                "김",
		"이 서연":               "이",
		"田中 結衣":              "田",
		"عبد الرحمن":         "ع",
		"Łukasz Żółć":        "ŁŻ",
		"  (Bob)  [Builder]": "BB",
		"🙂 Zoë":              "Z",
		"🙂":                  "",
		"":                   "",
	} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestHueClass_usesEveryColourAndNoOther(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for i := range 500 {
		id := strconv.Itoa(i)
		n, err := strconv.Atoi(strings.TrimPrefix(hueClass(id), "av-"))
		if err != nil || n < 0 || n >= hues {
			t.Fatalf("class %q", hueClass(id))
		}
		seen[hueClass(id)] = true
	}
	if len(seen) != hues {
		t.Errorf("%d of %d colours are used", len(seen), hues)
	}
}

// TestSprite_holdsExactlyTheIconsInUse reads the sprite as a browser gets it.
func TestSprite_holdsExactlyTheIconsInUse(t *testing.T) {
	t.Parallel()
	rec := httptest.NewRecorder()
	static.Handler().ServeHTTP(rec, httptest.NewRequest("GET", static.URL("icons.svg"), nil))
	sprite := rec.Body.String()
	icons := iconConstants(t)
	for _, name := range icons {
		if !strings.Contains(sprite, `<symbol id="`+name+`"`) {
			t.Errorf("the sprite lacks %s: build it anew", name)
		}
	}
	distinct := map[string]bool{}
	for _, name := range icons {
		distinct[name] = true
	}
	if got := strings.Count(sprite, "<symbol "); got != len(distinct) {
		t.Errorf("the sprite has %d icons, %d are in use", got, len(distinct))
	}
}

func iconConstants(t *testing.T) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "icon.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			name, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
		}
		return true
	})
	if len(names) < 20 {
		t.Fatalf("only %d icons found", len(names))
	}
	return names
}

func TestLocation_isOneLineOfJSONForHtmx(t *testing.T) {
	t.Parallel()
	v := Location("/users/a%22b", "person-profile")
	var got map[string]string
	if err := json.Unmarshal([]byte(v), &got); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(v, "\r\n") || got["path"] != "/users/a%22b" || got["target"] != "#person-profile" || got["select"] != got["target"] || got["replace"] != "true" {
		t.Errorf("Location = %s", v)
	}
}

// The initials are there in any case: an image without a text that does not load
// shows nothing, and they are seen.
func TestAvatar_laysThePictureOverTheInitials(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := Avatar(AvatarProps{Seed: "1", Name: "Ada Okafor", PictureURL: "/users/1/picture?v=2"}).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	letters, img := strings.Index(b.String(), "AO"), strings.Index(b.String(), `<img src="/users/1/picture?v=2" alt=""`)
	if letters < 0 || img < letters || !strings.Contains(b.String(), `aria-hidden="true"`) {
		t.Error(b.String())
	}
}
